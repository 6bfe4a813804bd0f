import './filter-rows.ts'
import './since.ts'
import { showMomentsInReadersZone, tellExactMoments } from './moments.ts'
import { showCurrentPage } from './navigation.ts'
import { startSearch } from './search.ts'
import { listenForShortcuts } from './shortcuts.ts'
import { startThemeSwitch } from './theme.ts'
import { startTree } from './tree.ts'

/** What every page does in the browser; its lists are narrowed by what is imported first. */
startThemeSwitch()
showCurrentPage()
showMomentsInReadersZone(document)
tellExactMoments()
listenForShortcuts()
startSearch()
startTree()
