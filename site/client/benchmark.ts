import type { ChartConfiguration } from 'chart.js'
import type { ChartDocument } from '../lib/chart-data.ts'
import { type ChartFigure, type ChartKind, chartFigure } from './charts/figure.ts'
import { samplesKey, trendKey } from './charts/key.ts'
import { samplesChart } from './charts/samples.ts'
import { readSeries } from './charts/series.ts'
import { samplesTable, trendTable } from './charts/tables.ts'
import { trendChart } from './charts/trend.ts'
import { loadJson } from './load-json.ts'
import { type Selection, startSeriesSwitch } from './series-switch.ts'
import { THEME_EVENT } from './theme.ts'

const kinds: Record<string, ChartKind> = {
  trend: {
    config: (...inputs) => trendChart(...inputs) as ChartConfiguration | undefined,
    key: trendKey,
    sentence: ({ series }) => series.trendSentence,
    table: trendTable,
  },
  samples: {
    config: (...inputs) => samplesChart(...inputs) as ChartConfiguration | undefined,
    key: samplesKey,
    sentence: ({ series }) => series.samplesSentence,
    table: samplesTable,
  },
}

/** The charts of a benchmark's page: their data is fetched once, their series is chosen in the page and kept in the address. */
async function start(root: HTMLElement): Promise<void> {
  const figures = [...root.querySelectorAll<HTMLElement>('[data-chart]')].flatMap((figure) => {
    const kind = kinds[figure.dataset.chart ?? '']
    return kind ? [chartFigure(figure, kind)] : []
  })
  document.addEventListener(THEME_EVENT, () => {
    for (const figure of figures) figure.redraw()
  })
  try {
    const data = await loadJson<ChartDocument>(root.dataset.chartSource!)
    startSeriesSwitch(root, data.series, (selection) => show(figures, data, selection))
  } catch (error) {
    for (const figure of figures) figure.say((error as Error).message)
  }
}

function show(figures: readonly ChartFigure[], data: ChartDocument, selection: Selection): void {
  const series = data.series.find(
    ({ metric, environment }) => metric === selection.metric && environment === selection.environment,
  )
  for (const figure of figures) {
    if (series) figure.show(readSeries(data, series))
    else figure.say('This metric was not measured in this environment.')
  }
}

for (const root of document.querySelectorAll<HTMLElement>('[data-chart-source]')) void start(root)
