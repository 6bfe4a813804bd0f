/** What the page of a run or of a pull request does beyond every page. */
import './run-samples.ts'
