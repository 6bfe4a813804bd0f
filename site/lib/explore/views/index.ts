import type { TableName } from '../tables.ts'
import { points } from './points.ts'
import { runs } from './runs.ts'
import { samples } from './samples.ts'
import { verdicts } from './verdicts.ts'
import type { View } from './view.ts'

export const views: Readonly<Record<TableName, View>> = { runs, points, samples, verdicts }
