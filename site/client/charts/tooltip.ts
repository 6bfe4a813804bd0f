import type { ChartType, TooltipItem, TooltipOptions } from 'chart.js'
import type { ChartColours } from './colours.ts'

/** The look of every tooltip: ink on paper, turned around. */
export function tooltipLook<T extends ChartType>(
  colours: ChartColours,
  texts: {
    readonly title: (place: number) => string
    readonly lines: (place: number) => readonly string[]
    readonly shows: (datasetLabel: string) => boolean
  },
): Partial<TooltipOptions<T>> {
  const placeOf = (items: TooltipItem<T>[]) => {
    const raw = items[0]?.raw as { x: number; place?: number } | undefined
    return raw?.place ?? Math.round(raw?.x ?? -1)
  }
  const look = {
    backgroundColor: colours.ink,
    titleColor: colours.paper,
    bodyColor: colours.paper,
    displayColors: false,
    cornerRadius: 3,
    padding: 10,
    caretSize: 0,
    caretPadding: 10,
    titleFont: { weight: 600 },
    filter: (_item: TooltipItem<T>, index: number, items: TooltipItem<T>[]) =>
      items.findIndex(({ dataset }) => texts.shows((dataset as { label?: string }).label ?? '')) === index,
    callbacks: {
      title: (items: TooltipItem<T>[]) => texts.title(placeOf(items)),
      label: () => '',
      beforeBody: (items: TooltipItem<T>[]) => [...texts.lines(placeOf(items))],
    },
  }
  return look as unknown as Partial<TooltipOptions<T>>
}

/** Text for one line of a tooltip. */
export function clipped(text: string, length = 60): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text
}
