import type { VerdictState } from '../../../runner/report/model.ts'

/** The page's colours as a canvas understands them. */
export interface ChartColours {
  readonly ink: string
  readonly ink2: string
  readonly ink3: string
  readonly rule: string
  readonly paper: string
  readonly band: string
  readonly regressed: string
  readonly improved: string
  readonly overBudget: string
  readonly font: string
}

/** Reads the tokens of `site/styles/tokens.css` as they are now. A probe resolves them: their text may be `light-dark(…)`. */
export function readColours(): ChartColours {
  const probe = document.createElement('span')
  probe.hidden = true
  document.body.append(probe)
  const colour = (token: string) => {
    probe.style.color = `var(${token})`
    return getComputedStyle(probe).color
  }
  const colours = {
    ink: colour('--ink'),
    ink2: colour('--ink-2'),
    ink3: colour('--ink-3'),
    rule: colour('--rule'),
    paper: colour('--paper'),
    band: withAlpha(colour('--ink-3'), 0.28),
    regressed: colour('--regressed'),
    improved: colour('--improved'),
    overBudget: colour('--over-budget'),
    font: getComputedStyle(document.body).fontFamily,
  }
  probe.remove()
  return colours
}

/** `rgb(1, 2, 3)` with an opacity from 0 to 1. */
export function withAlpha(colour: string, alpha: number): string {
  return colour.replace(/^rgb\((.*)\)$/, `rgba($1, ${alpha})`)
}

/** How points of a verdict are drawn where it is worth a mark of its own: the colour and the shape of the page. */
export function markOf(
  state: VerdictState | null,
  colours: ChartColours,
): { readonly colour: string; readonly shape: 'triangle' | 'rectRot' | 'rect' } | undefined {
  if (state === 'regressed') return { colour: colours.regressed, shape: 'triangle' }
  if (state === 'improved') return { colour: colours.improved, shape: 'rectRot' }
  if (state === 'over-budget') return { colour: colours.overBudget, shape: 'rect' }
  return undefined
}
