import type { ReportSite } from '../../runner/report/model.ts'

export function hasStyle({ accent, css }: ReportSite): boolean {
  return accent !== null || css !== null
}

const COLOUR = /^#[0-9a-f]{6}$/i

/** The style sheet that every page loads last: the accent, then the config's own rules. A report may come from elsewhere: what is no colour is left out. */
export function customCss(site: ReportSite | undefined): string {
  const { accent = null, css = null } = site ?? {}
  const known = accent && COLOUR.test(accent.light) && COLOUR.test(accent.dark)
  const rules = known
    ? `:root {\n  --brand: light-dark(${accent.light}, ${accent.dark});\n  --on-brand: light-dark(${onColour(accent.light)}, ${onColour(accent.dark)});\n}\n`
    : ''
  return rules + (css ?? '')
}

/** Black or white, whichever is easier to read on a colour: WCAG 2.2 contrast by relative luminance. */
export function onColour(colour: string): '#000000' | '#ffffff' {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
  const [red, green, blue] = parts.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  )
  const luminance = 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
  return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? '#000000' : '#ffffff'
}
