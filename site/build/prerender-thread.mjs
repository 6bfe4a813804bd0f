import { parentPort, workerData } from 'node:worker_threads'

// A thread of `prerender-threads.mjs`: renders pages with the code that the build made for the main thread.
const { entry, component, pages } = workerData
const { app } = await import(entry)
// Of all that a build knows, a page needs its style sheets. No integration here adds scripts to pages.
app.setInternals({ pagesByKeys: pages })
app.setOptions({ settings: { scripts: [] }, logger: { options: { destination: { write: () => true } } } })
const { routeData } = app.manifest.routes.find((route) => route.routeData.component === component)

async function answerTo({ id, url }) {
  try {
    const response = await app.render(new Request(url), { routeData })
    const body = await response.arrayBuffer()
    return { id, body, status: response.status, headers: [...response.headers] }
  } catch ({ name, message, stack }) {
    return { id, failure: { name, message, stack } }
  }
}

parentPort.on('message', async (asked) => {
  const answer = await answerTo(asked)
  parentPort.postMessage(answer, answer.body ? [answer.body] : [])
})
parentPort.postMessage({ isReady: true })
