import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize, sep } from 'node:path'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
}

/** As little as a server of files can do: a path is a file, a path that ends in a slash its `index.html`, all else is not there. */
export async function serveFiles(folder: string, base: string): Promise<{ url: string; stop: () => void }> {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '', 'http://host').pathname)
    const file = normalize(join(folder, path.slice(base.length), path.endsWith('/') ? 'index.html' : ''))
    const isInside = path.startsWith(base) && file.startsWith(folder + sep)
    const content = isInside ? await readFile(file).catch(() => undefined) : undefined
    if (!content) return void response.writeHead(404).end()
    response
      .writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
      .end(content)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}${base}`, stop: () => server.close() }
}
