/** What the addresses for machines answer with, so that a preview server and a static host say the same. */

export function svgAnswer(svg: string): Response {
  return new Response(svg, { headers: { 'content-type': 'image/svg+xml; charset=utf-8' } })
}

export function pngAnswer(png: Uint8Array<ArrayBuffer>): Response {
  return new Response(png, { headers: { 'content-type': 'image/png' } })
}

export function textAnswer(text: string): Response {
  return new Response(text, { headers: { 'content-type': 'text/plain; charset=utf-8' } })
}
