import type { ChartConfiguration } from 'chart.js'
import type { CaseData } from '../../runner/report/model.ts'
import { type ChartDocument, type ChartSeries, chartDocument, type Selection } from '../lib/chart-data.ts'
import { type MarkedNote, noteMarks } from '../lib/notes/note-marks.ts'
import { urls } from '../lib/urls.ts'
import { shared } from '../words.ts'
import { type ChartTools, startChartTools, viewOf } from './chart-tools.ts'
import { type ChartFigure, type ChartKind, chartFigure } from './charts/figure.ts'
import { samplesKey, trendKey } from './charts/key.ts'
import { placingOf } from './charts/placing.ts'
import { samplesChart } from './charts/samples.ts'
import { readSeries, type SeriesReader } from './charts/series.ts'
import { samplesTable, trendTable } from './charts/tables.ts'
import { trendChart } from './charts/trend.ts'
import type { TrendView } from './charts/view.ts'
import { startChosenRun } from './chosen-run.ts'
import { copyOnClick } from './copy.ts'
import { startDownloads } from './downloads.ts'
import { startEmbed } from './embed.ts'
import { loadJson } from './load-json.ts'
import { startSeriesSwitch } from './series-switch.ts'
import { THEME_EVENT } from './theme.ts'

const kinds: Record<string, ChartKind> = {
  trend: {
    config: (...inputs) => trendChart(...inputs) as ChartConfiguration | undefined,
    key: trendKey,
    sentence: ({ series }) => series.trendSentence,
    table: trendTable,
  },
  samples: {
    config: (reader, colours, open) => samplesChart(reader, colours, open) as ChartConfiguration | undefined,
    key: samplesKey,
    sentence: ({ series }) => series.samplesSentence,
    table: samplesTable,
  },
}

/** The charts of a benchmark's page: their data is fetched once; what is shown, and how, is chosen in the page and kept in the address. */
async function start(root: HTMLElement): Promise<void> {
  let shown: SeriesReader | undefined
  let tools: ChartTools | undefined
  const zoomTo = (reader: SeriesReader, from: number, to: number) => {
    const { nearest } = placingOf(reader)
    tools?.choose(reader, nearest(from), nearest(to))
  }
  const figures = [...root.querySelectorAll<HTMLElement>('[data-chart]')].flatMap((figure) => {
    const name = figure.dataset.chart ?? ''
    const kind = kinds[name]
    const gestures = { onDrag: zoomTo, onOpen: (run: number) => chosen.choose(run) }
    return kind ? [{ name, figure: chartFigure(figure, kind, name === 'trend' ? gestures : undefined) }] : []
  })
  const all = figures.map(({ figure }) => figure)
  const overTime = figures.filter(({ name }) => name === 'trend').map(({ figure }) => figure)
  const chosen = startChosenRun(
    root.querySelector('[data-chosen-run]')!,
    { slug: root.dataset.case!, compareUrl: root.dataset.compareUrl ?? null },
    (place) => {
      for (const figure of overTime) figure.mark(place)
    },
  )
  document.addEventListener(THEME_EVENT, () => {
    for (const figure of all) figure.redraw()
  })
  startDownloads(root, () => shown)
  const embed = startEmbed(root)
  try {
    const loaded = await loadChart(root.dataset.chartSource!)
    const data = { ...loaded, notes: noteMarks(notesOfPage(), loaded) }
    const documents = new Map<string, ChartDocument>()
    let selection: Selection | undefined
    let turn = 0

    const draw = async (targets: readonly ChartFigure[]) => {
      const mine = ++turn
      const series = selection && seriesOf(data, selection)
      if (!series || !tools) {
        shown = undefined
        chosen.show(undefined)
        for (const figure of targets) figure.say(shared.benchmarkMetricNotMeasured)
        return
      }
      embed(series, data)
      const choice = tools.choice()
      const overlays = await overlaysOf(choice.overlays, data, series, documents)
      if (mine !== turn) return
      shown = readSeries(data, series, viewOf(choice, tools.windowOf(readSeries(data, series)), overlays))
      for (const figure of targets) figure.show(shown)
      chosen.show(shown)
    }

    const form = root.querySelector<HTMLFormElement>('[data-chart-tools]')!
    tools = startChartTools(
      form,
      () => shown,
      () => void draw(overTime),
    )
    startSeriesSwitch(root, data.series, (next) => {
      selection = next
      void draw(all)
    })
  } catch (error) {
    for (const figure of all) figure.say((error as Error).message)
  }
}

async function loadChart(address: string): Promise<ChartDocument> {
  return chartDocument(await loadJson<CaseData>(address))
}

/** The notes about the case, which the page lists. */
function notesOfPage(): MarkedNote[] {
  return [...document.querySelectorAll<HTMLAnchorElement>('[data-note]')].map((link) => ({
    title: link.textContent ?? '',
    href: link.getAttribute('href') ?? '',
    date: link.dataset.noteDate ?? null,
    commit: link.dataset.noteCommit ?? null,
  }))
}

function seriesOf(data: ChartDocument, { metric, environment }: Selection): ChartSeries | undefined {
  return data.series.find((one) => one.metric === metric && one.environment === environment)
}

/** The series that were added to the chart; one that does not exist (any more) is left out. */
async function overlaysOf(
  tokens: readonly string[],
  data: ChartDocument,
  series: ChartSeries,
  documents: Map<string, ChartDocument>,
): Promise<TrendView['overlays']> {
  const found = await Promise.all(
    tokens.map(async (token) => {
      const [kind = '', ...rest] = token.split(':')
      const name = rest.join(':')
      const source = kind === 'case' ? await otherCase(name, documents) : data
      const wanted = {
        metric: kind === 'metric' ? name : series.metric,
        environment: kind === 'environment' ? name : series.environment,
      }
      const other = source && seriesOf(source, wanted)
      if (!source || !other || other === series) return undefined
      return { label: labelOf(token, other), reader: readSeries(source, other) }
    }),
  )
  return found.filter((one) => one !== undefined)
}

function labelOf(token: string, series: ChartSeries): string {
  const options = [...document.querySelectorAll<HTMLOptionElement>('[data-overlay-add] option')]
  return options.find(({ value }) => value === token)?.text ?? series.metric
}

/** The data of another case of the benchmark; undefined where it is gone. */
async function otherCase(
  slug: string,
  documents: Map<string, ChartDocument>,
): Promise<ChartDocument | undefined> {
  const known = documents.get(slug)
  if (known) return known
  const loaded = await loadChart(urls.caseData(slug)).catch(() => undefined)
  if (loaded) documents.set(slug, loaded)
  return loaded
}

for (const root of document.querySelectorAll<HTMLElement>('[data-chart-source]')) void start(root)
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copy-command]')) {
  copyOnClick(button, () => document.querySelector('[data-command]')?.textContent ?? '')
}
