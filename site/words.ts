import { translated } from './lib/translate.ts'

export { fill } from './lib/translate.ts'

/**
 * The words of the pages, in English: the one place where they stand. A config gives others (`site: { words: words.yaml }`),
 * by the same names. `{0}` stands for what is filled in.
 */
const pages = {
  // Around every page: head, navigation, foot
  frameSkipToContent: 'Skip to the content',
  frameInventedNumbers: 'Generated numbers.',
  frameInventedNumbersAbout: 'An invented history to look around in; nothing here was measured.',
  frameNavigation: 'Main',
  frameCasesTitle: 'Every case, by suite (t)',
  frameRepository: 'Repository',
  frameKeptBy: 'Kept by perfledger',
  frameHowVerdictsAreMade: 'How verdicts are made',
  frameForPrograms: '. For programs:',
  frameData: 'data',
  frameFeed: 'feed',
  frameChangesFeed: '{0}: changes of level',
  frameNotesFeed: '{0}: notes',
  frameTrail: 'Breadcrumb',

  // Names of the pages, as in the navigation
  pageOverview: 'Overview',
  pageChanges: 'Changes',
  pageCompare: 'Compare',
  pageEnvironments: 'Environments',
  pageHistory: 'History',
  pageMethod: 'Method',
  pageNotes: 'Notes',
  pageReleases: 'Releases',

  // The search box
  searchLabel: 'Search',
  searchPlaceholder: 'Search the whole site',
  searchWholeSite: 'The whole site',
  searchFound: 'Found',

  // Light and dark
  themeLabel: 'Theme',
  themeAuto: 'Auto',
  themeLight: 'Light',
  themeDark: 'Dark',

  // Every case by suite, over the page (t)
  treeTitle: 'Cases by suite',
  treeClose: 'Close',

  // A commit, wherever it stands
  commitNone: 'no commit',
  commitUncommitted: 'uncommitted changes',

  // What narrows a list
  filterCases: 'Filter cases',
  filterChanges: 'Filter changes',
  filterNotes: 'Filter notes',
  filterRuns: 'Filter runs',
  filterKind: 'Kind',
  filterState: 'State',
  filterTag: 'Tag',
  filterEveryBranch: 'Every branch',
  filterEveryEnvironment: 'Every environment',
  filterEveryKind: 'Every kind',
  filterEveryMetric: 'Every metric',
  filterEveryState: 'Every state',
  filterEveryTag: 'Every tag',
  filterEveryVerdict: 'Every verdict',
  filterNoCase: 'No case matches.',
  filterNoChange: 'No change matches.',
  filterNoNote: 'No note matches.',
  filterNoRun: 'No run matches.',
  filterShowAll: 'Show all',

  // Columns of more than one table
  tableCases: 'Cases',
  tableBranch: 'Branch',
  tableCase: 'Case',
  tableCommit: 'Commit',
  tableEnvironment: 'Environment',
  tableMetric: 'Metric',
  tableRun: 'Run',
  tableVerdict: 'Verdict',
  tableChange: 'Change',
  tableDifference: 'Difference',
  tableSamples: 'Samples',
  tableNone: 'none',

  // The table of cases
  casesLatest: 'Latest',
  casesAgainstBaseline: 'Against the baseline',
  casesLastRuns: 'Last runs',
  casesLatestChange: 'Latest change',
  casesBudget: 'budget',
  casesRetired: 'retired',
  casesInEarlierRun: 'in an earlier run',
  casesNoBaseline: 'no baseline',
  casesNotMeasured: 'not measured',
  casesNothingMeasured: 'nothing measured',
  casesOfSuite: 'Cases of {0}',

  // Changes of level: their table and their page
  changesLately: 'What changed lately',
  changesCaption: 'Changes of level, newest first',
  changesEmptyWhy: "A change is told here when the level of a series moves beyond that series' own noise.",
  changesEmpty: 'Nothing has moved yet',
  changesHowFound: 'How changes are found',
  changesTitle: 'Changes of level',
  changesAllCaption: 'Every change of level, newest first',
  changesOlderAreIn: 'older ones are in the',
  changesAsJson: 'As JSON',
  changesWhat: 'What',
  changesWhen: 'When',
  changesSinceCommit: 'Since commit',
  changesByHowMuch: 'By how much',
  changesHowSure: 'How sure',
  changesBetter: 'better',
  changesWorse: 'worse',
  changesBy: 'by',
  changesForThe: 'for the',
  changesDiff: 'diff to the run before',
  changesSameCommit: 'same commit',

  // What can be taken away
  atomFeed: 'Atom feed',
  downloadCsv: 'CSV',
  downloadJson: 'JSON',
  downloadMarkdown: 'Copy as Markdown',
  downloadAllData: 'All data as JSON',

  // The overview
  overviewLatestRunIsOf: 'The latest run is of',
  overviewAtCommit: ', at',
  overviewInLedger: 'in the ledger.',
  overviewEmpty: 'The ledger is empty',
  overviewEmptyDeclareIn: 'Declare a benchmark in',
  overviewEmptyThenMeasure: ', then measure and build this page again:',
  overviewEmptyEachRunAdds: 'Each run adds one file to',
  overviewEarlierChanges: 'earlier',
  overviewEarlierChangesCaption: 'Earlier changes of level',
  overviewNoChange: 'No series has changed its level beyond its own noise.',
  overviewOneRun: 'One run is not yet a history',
  overviewOneRunWhy:
    'A verdict compares a run with earlier ones of the same machine. Until there are some, every case is',
  overviewOneRunInconclusive: 'inconclusive',
  overviewOneRunMeasureMore: ', and nothing fails. Measure a few more commits of the base branch:',
  overviewWhatVerdictsMean: 'What the verdicts mean',
  overviewBudgets: 'Budgets, nearest to their limit first',
  overviewAllCases: 'All cases',
  overviewBudgetOf: 'of',

  // The overview since a moment
  sinceTitle: 'Since',
  sinceRelease: 'Since {0}',
  sinceAll: 'All',
  sinceLastRun: 'Last run',

  // How many cases have which verdict
  rollUpAnd: 'and',
  rollUpMore: 'more',

  // A suite's page
  suiteEverySeriesOf: 'Every series of {0}',
  suiteNoChange: 'No series of this suite has changed its level lately.',

  // A benchmark's page
  benchmarkEverySeries: 'Every series',
  benchmarkEverySeriesCaption: 'Every series of this case',
  benchmarkLatestRun: 'Latest run',
  benchmarkRetired: 'retired: the newest run no longer has it',
  benchmarkOverTime: 'Over time',
  benchmarkOverTimeLabel: 'The median of each run over time',
  benchmarkSamples: 'Samples of the last runs',
  benchmarkSamplesLabel: 'Every sample of the last runs',
  benchmarkChangesCaption: 'Changes of level of this case, newest first',
  benchmarkNoChange: 'Its level has not changed beyond its own noise.',
  benchmarkScalingBy: 'By',
  benchmarkResources: 'Resources while it ran',
  benchmarkCommand: 'Run it yourself',
  benchmarkCommandCopy: 'Copy',
  benchmarkCommandAbout: 'measures this case alone, and keeps nothing. What it runs:',

  // Charts
  chartNumbers: 'The numbers behind it',
  chartNumbersLabel: 'The numbers behind the chart',
  chartAddSeries: 'Add a series …',
  chartAddSeriesLabel: 'Add another series to the chart',
  chartAxes: 'Axes',
  chartByTime: 'By time',
  chartRelative: 'Relative',
  chartLog: 'Log',
  chartEarlier: 'Earlier',
  chartLater: 'Later',
  chartShowAllRuns: 'Show all runs',
  chartZoomIn: 'Zoom in',
  chartZoomOut: 'Zoom out',
  chartZoom: 'Zoom; on a chart, drag over what to see larger',

  // How a value grows with a param
  scalingAgainst: '{0} against {1}. {2}',

  // Statistics of series
  statisticsTitle: 'Statistics',
  statisticsLabel: 'Statistics of every series',
  statisticsCaption: 'Statistics of every series of this case',
  statisticsSeries: 'Series',
  statisticsMeasured: 'Measured',
  statisticsLevel: 'Present level',
  statisticsMedians: 'Medians',
  statisticsSpread: 'Spread of runs',
  statisticsShowsFrom: 'Can see',
  statisticsDrift: 'Drift',
  statisticsSince: 'since',
  statisticsNoLevel: 'none yet',
  statisticsNoDrift: 'none told',
  statisticsNotKnown: 'not known',

  // Resources while it ran
  timelineResources: 'Resources:',
  timelineAtMost: 'at most',
  timelineFromStartTo: 'From the start to',

  // A run's page
  runNoEstimate: 'no estimate',
  runNoSamples: 'No samples',
  runInOrderOfIterations: ', in the order of the iterations:',
  runOnBranch: 'on',
  runJudgedBy: 'as perfledger {0} judged it. This page keeps that verdict.',
  runNeverJudged: 'This run was never judged.',
  runForPullRequest: 'for pull request',
  runNeighbours: 'Neighbouring runs',
  runBefore: 'Run before',
  runAfter: 'Run after',
  runCompareWithBaseline: 'Compare with its baseline',
  runWarnings: 'Warnings',
  runVerdictsAndSamples: 'Verdicts and samples',
  runNothingMeasured: 'This run measured nothing.',
  runDifferences: 'What else was different',
  runDifferencesSince: 'Since the newest run of its baseline,',
  runDifferencesNone: 'nothing that is known of. ',
  runDifferencesSame: 'The same:',
  runDifferencesBefore: 'before:',
  runCircumstances: 'Machine and circumstances',

  // A pull request's page
  pullRequestNumber: 'Pull request {0}',
  pullRequestTrail: 'Pull request',
  pullRequestAsOf: 'As of',
  pullRequestChanges: 'What it changes',
  pullRequestNothingToTell: 'No case is worse, better, failed or missing.',
  pullRequestOtherCases: 'The cases without news',
  pullRequestRunInFull: 'The run in full',
  pullRequestEarlierPushes: 'Earlier pushes',
  pullRequestEarlierPushesCaption: 'Runs of earlier pushes, newest first',
  pullRequestOnlyRun: 'This is the only run of the pull request.',

  // The page that compares two runs
  compareAbout: 'Any two runs against each other',
  compareChoose: 'a tag, branch, #pull request, commit or run',
  compareTitle: 'Compare two runs',
  compareBefore: 'Before',
  compareAfter: 'After',
  compareSwap: 'Swap',
  compareNeedsScript: 'Comparing needs JavaScript.',
  compareVerdictsUseMany: 'compare a run with many.',
  compareNeedsScriptReleases: 'are compared without.',
  compareEmpty: 'There are not two runs yet',
  compareEmptyWhy: 'Any two runs can be compared here as soon as there are two:',
  compareTwoRunsAlone:
    'Two runs alone: the intervals rest on the samples inside the two runs. A difference that is smaller than what the history of the case can tell from noise is called',
  compareWithinNoise: 'within the noise of runs',
  compareVerdicts: 'Verdicts',
  compareShortHistory: '; where that history was too short, the line is drawn at 10 %.',
  compareCommits: 'The commits between them',
  compareLink: 'Link to exactly these two runs',
  compareCaption: 'Every value of both runs, the surest differences first',

  // The releases
  releasesAbout: 'Each release against the one before it',
  releasesLead: 'Each tag against the one before it that was measured on the same machine.',
  releasesEmpty: 'No release was measured yet',
  releasesEmptyWhy:
    'A run on a commit that carries a tag appears here, compared with the tag before it. Any two runs:',
  releasesEveryValueAgainst: 'Every value against',
  releasesNoEarlier: 'No earlier release was measured on this machine.',

  // The history
  historyAbout: 'Every run of {0}',
  historyEmpty: 'No run yet',
  historyEmptyEach: 'Each',
  historyEmptyAdds: 'adds one line here, and a page that never changes.',
  historyCaption: 'Every run, newest first',
  historyShowMore: 'Show more',

  // The environments
  environmentsAbout: 'The machines that were measured on, and how small a change each can see',
  environmentsLead: 'Numbers are compared only where machine, system and runtime are the same.',
  environmentsEmptyWhy: 'Each machine that measures appears here with its first',
  environmentsLastRun: ', the last one',

  // The notes
  notesAbout: 'What people wrote about this history.',
  notesEmpty: 'Nobody has written a note yet',
  notesEmptyWhy:
    'A note tells what the numbers cannot: why a change was made, what an incident was, what was learned. Put a file such as',
  notesEmptyBeside: 'beside',
  notesEmptyBuildAgain: 'and build again:',
  notesEmptyBecomes:
    'It becomes a page here, and its day is marked in the charts of the benchmarks that it names.',

  // What stands in a note
  noteAtCommit: 'at',
  noteAboutCases: 'about',
  noteMark: 'What this note is about',
  noteBudget: 'budget {0}',
  noteRun: 'Run: {0}',
  noteComparison: '{0} against {1}',
  noteComparisonAgainst: 'against',
  noteComparisonAll: 'All of it',
  noteComparisonSurestFirst: ', the surest differences first',
  noteComparisonMore: 'more with less to tell.',

  // The page about the method
  methodAbout: 'How verdicts are made, and what the words mean.',

  // Where there is no page
  notFoundTitle: 'Not found',
  notFoundAbout: 'There is no page at this address.',
  notFoundHeading: 'There is no page at this address',
  notFoundWhy:
    "Pages of runs and benchmarks never go away while their data is in the ledger. A link to a pull request's run may be older than the site: it appears with the next build.",
  notFoundEveryRun: 'every run',
  notFoundOr: 'or',
} as const

/** The words that the browser tells too: verdicts, numbers of things, sentences about values. */
const everywhere = {
  // Verdicts
  verdictOk: 'ok',
  verdictImproved: 'improved',
  verdictRegressed: 'regressed',
  verdictOverBudget: 'over budget',
  verdictInconclusive: 'inconclusive',
  verdictMissing: 'missing',
  verdictFailed: 'failed',
  verdictUnjudged: 'not judged',

  // Numbers of things, in every form that the language has: One and Other in English
  countCaseOne: '{0} case',
  countCaseOther: '{0} cases',
  countChangeOne: '{0} change',
  countChangeOther: '{0} changes',
  countCoreOne: '{0} core',
  countCoreOther: '{0} cores',
  countEnvironmentOne: '{0} environment',
  countEnvironmentOther: '{0} environments',
  countFileOne: '{0} file',
  countFileOther: '{0} files',
  countImprovementOne: '{0} improvement',
  countImprovementOther: '{0} improvements',
  countIterationOne: '{0} iteration',
  countIterationOther: '{0} iterations',
  countRegressionOne: '{0} regression',
  countRegressionOther: '{0} regressions',
  countRequestOne: '{0} request',
  countRequestOther: '{0} requests',
  countRowOne: '{0} row',
  countRowOther: '{0} rows',
  countRunOne: '{0} run',
  countRunOther: '{0} runs',
  countSampleOne: '{0} sample',
  countSampleOther: '{0} samples',
  countSeriesOne: '{0} series',
  countSeriesOther: '{0} series',
  countValueOne: '{0} value',
  countValueOther: '{0} values',

  // Cases, counted
  countedFailed: '{0} failed',
  countedMissing: '{0} missing',
  countOfTotal: '{0} of {1}',
  countedOverBudget: '{0} over budget',

  // The search box
  searchNothing: 'Nothing is called so.',

  // Every case by suite, over the page (t)
  treeCases: '{0} cases',
  treeCasesOf: '{0} of {1} cases',

  // The table of cases
  casesSparkline: '{0}: lowest {1}, highest {2}, latest {3}',
  casesNoBaseRuns: 'No runs on the base branch',

  // Changes of level: their table and their page
  changesAccepted: '{0} accepted',
  changesAndMetrics: 'and {0}',
  changesFixed: '{0} fixed',
  changesInMetric: 'in {0}',
  changesNone: 'No series has changed its level beyond its own noise.',
  changesSentence: '{0} of level: {1} for the worse, of which {2}; {3} for the better.',
  changesOnEnvironment: 'on {0}',
  changesOpen: '{0} {1} open',

  // What can be taken away
  copyText: 'Text to copy',

  // The overview
  overviewNoneJudged: '{0} with a past, none of them judged yet.',
  overviewExtent: '{0} on {1}',
  overviewNewestEnvironment:
    "Values of the newest environment of each case, mostly {0}; a case's page has the others.",

  // The overview since a moment
  sinceOneFailed: '1 case failed',
  sinceOneMissing: '1 case is missing',
  sinceOneOverBudget: '1 case is over budget',
  sinceAcceptedOrFixed: '{0} accepted or fixed',
  sinceAnd: ' and ',
  sinceMissing: 'cases are missing',
  sinceOverBudget: 'cases are over budget',
  sinceFailed: 'cases failed',
  sinceChanges: 'Changes {0}: {1}.',
  sinceDays: '{0} days',
  sinceForBetter: '{0} for the better',
  sinceForWorse: '{0} for the worse',
  sinceInDays: 'in {0} days',
  sinceInLastRun: 'in the last run',
  sinceInDaysUpTo: 'in the {0} up to the last run',
  sinceNoRegression: 'no regression {0}',
  sinceNoChange: 'No series has changed its level {0}.',
  sinceStable: '{0} of {1} {2} stable{3}',
  sinceTime: 'since {0}',
  sinceTheLastRun: 'the last run',
  sinceUndecided: ', {0} undecided',

  // How many cases have which verdict
  rollUpNoVerdict: 'No verdict yet',

  // Budgets
  budgetOfLimit: '{0} {1} the limit',

  // A benchmark's page
  benchmarkMetricNotMeasured: 'This metric was not measured in this environment.',

  // Charts
  chartAcceptedLabel: '{0} accepted: {1}',
  chartAccepted: 'accepted as the new normal',
  chartAcceptedBecause: 'accepted as the new normal: {0}',
  chartBaselineOf: 'baseline of {0}',
  chartBudget: 'budget {0}',
  chartBudgetBeyond: 'budget {0}, beyond the chart',
  chartExcluded: '{0} excluded',
  chartOtherUnit: '{0} has another unit: choose Relative',
  chartMedian: 'median of a run',
  chartMedianInterval: 'median of a run, with its interval',
  chartNote: 'note: follow it to read',
  chartChange: '{0} of {1} {2}, {3}, {4}, {5}',
  chartOfLevel: ', {0} of the level',
  chartOlderRuns: '{0} older runs are in the file below.',
  chartOneSample: 'one sample',
  chartSideBranch: 'pull request or side branch',
  chartRemove: 'Remove {0} from the chart',
  chartSuspected: 'suspected change',
  chartNothing: 'There is nothing to draw for this series yet.',
  chartDensity: 'where samples are dense',

  // A series in words
  seriesAtCommit: ' at {0}',
  seriesAllExcluded: 'Every run of this series is excluded.',
  seriesNoChange: 'Its level has not changed.',
  seriesExcluded: '; {0} more {1} excluded',
  seriesEmpty: 'No run has measured this series yet.',
  seriesLatest: '{0}, of {1}{2}.',
  seriesChanges: '{0} of level; the latest is a {1} of {2} {3} for the {4} on {5}{6} ({7}, {8}).',
  seriesOnlyRun: '{0}, of the only run so far: there is nothing to compare it with.',
  seriesLatestValue: 'The latest {0} is {1} {2}',
  seriesAccepted: 'What holds since {0} was accepted as the new normal: {1}.',

  // Where a series drifts
  trendPer100Commits: '100 commits',
  trendPer100Runs: '100 runs',
  trendDrifts: '{0} is {1}: {2}, at {3} confidence.',
  trendStable: '{0} is stable: {1}.',
  trendPer: '{0} {1} per {2}',
  trendSinceThen: 'Since then it',
  trendSwings: '{0} swings too much to tell a trend.',

  // The samples of the last runs in words
  samplesAllEqual: 'Every sample of the last {0} is {1}.',
  samplesHalfOfThem: 'half of them from {0} to {1}',
  samplesMedianOf: 'median {0} of {1}',
  samplesNone: 'No samples were kept for the last runs.',
  samplesFromTo: "{0} of the last {1}, from {2} to {3}; the runs' medians lie between {4} and {5}.",

  // How a value grows with a param
  scalingProportional: 'as good as proportional',
  scalingQuadratic: 'as good as quadratic',
  scalingTwoPoints: '{0}, between two points; a third would tell how sure that is.',
  scalingPower: '{0} goes with {1} to the power of {2}',
  scalingFalls: 'it falls',
  scalingLessThanProportional: 'less than proportional',
  scalingMoreThanProportional: 'more than proportional',
  scalingNone: 'no dependence can be seen',
  scalingTooFew: 'too few or too uneven points to tell how it grows',

  // Statistics of series
  statisticsExcluded: ', {0} excluded',
  statisticsSwings: 'swings too much to tell',
  statisticsRange: '{0} to {1}',

  // Resources while it ran
  timelineAnIteration: 'an iteration',
  timelineDashed: '{0}; dashed: {1}, the slowest',
  timelineInUse: '{0} {1} in use, up to {2}',
  timelineIteration: 'iteration {0}',
  timelineLoad: 'Load of the machine',
  timelineEvery: 'looked at every {0}',
  timelineTypical: '{0} of typical length, {1}',
  timelineOpenFiles: 'Open files',
  timelinePanel: '{0} over {1}: typically {2}, at most {3}',
  timelineProcessors: 'Processors in use',
  timelineMemory: 'Resident memory',
  timelineStolen: 'Stolen from the machine',
  timelineSlowest: 'the slowest iteration',

  // A run's page
  runListEnd: '{0} and {1}',
  runMoreSamples: '{0}  and {1} more, all in the ledger',
  runNoiseFloorText: 'changes below {0} % could not be seen when it began',
  runCiJob: 'CI job',
  runExecutor: '{0} executor',
  runSamplesFromTo: '{0} from {1} to {2}',
  runMeasuredBy: 'Measured by',
  runPrecision: 'median known to ±{0}',
  runNoSamplesLabel: 'No samples',
  runNoiseFloor: 'Noise floor',
  runDifferencesNoiseFloor: 'noise floor',
  runPerfledger: 'perfledger {0}',
  runProgramStart: 'start of a program',
  runUncommitted: 'uncommitted changes',

  // Why measuring of a case ended
  stopPrecise: 'precise enough',
  stopFailure: 'stopped by a failure',
  stopIterations: 'the most iterations allowed',
  stopTime: 'the time allowed was up',

  // What a comparison rests on
  evidenceShowsFrom: 'can see {0}',

  // Facts of a machine
  factGib: '{0} GiB',

  // A pull request's page
  pullRequestState: '{0} in this pull request.',
  pullRequestNoVerdict: 'No verdict yet: the cases need more history.',
  pullRequestNothing: 'This pull request changes nothing beyond noise.',
  pullRequestNotJudged: 'This pull request has not been judged yet.',

  // The page that compares two runs
  compareBetter: '{0} better',
  compareChooseTwo: 'Choose two runs.',
  compareDifferentEnvironments:
    'Different environments, so the values cannot be compared as they are: {0} before, {1} after.',
  compareFailedAfter: 'failed after',
  compareGoneAfter: 'gone after',
  compareVersions: 'Measured by perfledger {0} before and {1} after.',
  compareNoClearDifference: 'No clear difference in {0}.{1}',
  compareNoCommit: 'no commit',
  compareNoDifference: 'no difference',
  compareNoiseNotKnown: 'noise of runs not known',
  compareNotKnown: 'not known',
  compareOfCompared: '{0}, of {1} compared.{2}',
  compareOnlyInOne: ' {0} only in one of the two.',
  compareReading: 'Reading the two runs …',
  compareSamples: 'Samples of both runs: {0} before, {1} after',
  compareConfigChanged:
    'The config was changed between them ({0} before, {1} after): a command or its settings may differ.',
  compareNothingInCommon: 'The two runs have nothing in common to compare.{0}',
  compareTooFewSamples: 'too few samples for an interval',
  compareWithinNoiseOfRuns: 'within the noise of runs',
  compareWorse: '{0} worse',

  // The environments
  environmentsSight: 'Half of its {0} can tell a change of {1} from noise, nine in ten one of {2}.',

  // What stands in a note
  noteLowestHighest: 'lowest {0}, highest {1}',
} as const

/** The words of the page of questions, in its part for the browser too: no other page carries them. */
const explore = {
  exploreAbout: 'Questions to the performance history of {0}, in SQL',
  exploreAnswer: 'Answer',
  exploreAsk: 'Ask in SQL',
  exploreCancel: 'Cancel',
  exploreCancelled: 'Cancelled.',
  exploreDuckDb: 'In DuckDB',
  exploreDuckDbExample: 'How to ask them in DuckDB',
  exploreDuckDbNote:
    'The files are the ledger as it is. They are listed in {0}; how to read them stands in {1} too.',
  exploreExamples: 'Examples',
  exploreFailed: 'The answer could not be computed in this browser.',
  exploreFirstRows: 'The first {0}',
  exploreKeys: '{0} asks it; Tab leaves the field',
  exploreLead:
    'Ask this history in SQL. The answer is found in your browser: it reads the ledger’s own files ({0}), and of them only what the question needs.',
  exploreMoreRows: 'Show more rows',
  exploreNeedsScript: 'Asking needs JavaScript. The files themselves are listed in {0}.',
  exploreNoRows: 'No rows',
  exploreNothingToLoad: 'nothing more to load',
  explorePlace: 'Line {0}, character {1}: {2}',
  exploreQuestion: 'Question',
  exploreReading: 'Reading … {0}',
  exploreRowsRegion: 'Rows',
  exploreRun: 'Ask',
  exploreTables: 'Tables',
  exploreTablesNote:
    'The same as those of {0}. Values are in the unit of their metric, ratios are ratios (0.05 is 5 %), times are UTC, what is not known is NULL.',
  exploreTitle: 'Explore',
  exploreTook: '{0}, {1}.{2}',
  exploreWhatCanBeAsked: 'What can be asked',
  exploreWhatCanBeAskedText:
    'SELECT with JOIN … ON or USING, WHERE, GROUP BY, HAVING, ORDER BY, LIMIT, DISTINCT, WITH, UNION, CASE and subqueries that stand alone; count, sum, avg, min, max, median, stddev_samp, approx_quantile, string_agg, array_agg; date_trunc, extract, round, coalesce, regexp_matches, json_value and more of that kind. Conditions on suite, benchmark, metric, run_id or started_at spare reading. For window functions, or a history too large for a browser, ask DuckDB.',
  exploreWholeFiles: ' This server sends whole files only: more was read than needed.',
} as const

export const words = /* @__PURE__ */ translated(pages)
export const exploring = /* @__PURE__ */ translated(explore)
export const shared = /* @__PURE__ */ translated(everywhere)

let all: Readonly<Record<string, string>> | undefined

/** All of them in English. Every page asks. */
export function allWords(): Readonly<Record<string, string>> {
  all ??= { ...pages, ...everywhere, ...explore }
  return all
}
