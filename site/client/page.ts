import { showMomentsInReadersZone } from './moments.ts'
import { showCurrentPage } from './navigation.ts'
import { startSearch } from './search.ts'
import { listenForShortcuts } from './shortcuts.ts'
import { startThemeSwitch } from './theme.ts'
import { startTree } from './tree.ts'

/** What every page does in the browser. */
startThemeSwitch()
showCurrentPage()
showMomentsInReadersZone(document)
listenForShortcuts()
startSearch()
startTree()
