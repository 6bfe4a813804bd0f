/** Names come from configs, commits and tools: none of them may format, link, mention or inject. */
export function escapedMarkdown(text: string): string {
  return text
    .replace(/[\x00-\x1f\x7f]+/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/@(?=[\p{L}\p{N}])/gu, '@\u200b')
    .replace(/[\\`*_{}[\]#|~!]/g, '\\$&')
    .replace(/:\/\//g, ':&#47;&#47;')
}
