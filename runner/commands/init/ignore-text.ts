/** .gitignore with more lines, those that stand there already left out. The same text where none is missing. */
export function withIgnored(text: string, wanted: readonly string[]): string {
  const present = new Set(text.split(/\r?\n/).map(bare))
  const missing = wanted.filter((line) => !present.has(bare(line)))
  if (missing.length === 0) return text
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const before = text === '' || text.endsWith('\n') ? text : text + end
  return before + missing.map((line) => line + end).join('')
}

/** `/dist/`, `dist/` and `dist` ignore the same folder at the top. */
function bare(line: string): string {
  return line.trim().replace(/^\//, '').replace(/\/$/, '')
}

/** True where the lines ignore a whole folder at the top, so that nothing in it is ever committed. */
export function ignoresFolder(text: string, folder: string): boolean {
  return text
    .split(/\r?\n/)
    .some((line) => ['', '/*', '/**'].some((rest) => bare(line) === `${bare(folder)}${rest}`))
}
