import { readFileSync } from 'node:fs'
import { initWasm, Resvg } from '@resvg/resvg-wasm'

/** The files that draw letters and pictures; where they are, `astro.config.mjs` knows. */
export interface Renderer {
  readonly wasm: string
  /** The folder of the font. */
  readonly fonts: string
}

let started: Promise<void> | undefined

const FONT = 'source-serif-4'
/** Read only where there are such letters in the picture. */
const SUBSETS = [
  { name: 'latin', has: /\S/u },
  { name: 'latin-ext', has: /[\u0100-\u02ff\u1e00-\u1eff]/u },
  { name: 'cyrillic', has: /\p{Script=Cyrillic}/u },
  { name: 'greek', has: /\p{Script=Greek}/u },
]

/** An SVG as PNG: about 40 ms for a card. Few networks take SVG. */
export async function pngOf(svg: string, { wasm, fonts }: Renderer): Promise<Uint8Array<ArrayBuffer>> {
  started ??= initWasm(readFileSync(wasm))
  await started
  const files = SUBSETS.filter(({ has }) => has.test(svg)).flatMap(({ name }) =>
    [400, 600].map((weight) => readFileSync(`${fonts}/${FONT}-${name}-${weight}-normal.woff2`)),
  )
  const resvg = new Resvg(svg, {
    font: { fontBuffers: files, loadSystemFonts: false, defaultFontFamily: 'Source Serif 4' },
  })
  const image = resvg.render()
  try {
    return new Uint8Array(image.asPng())
  } finally {
    image.free()
    resvg.free()
  }
}
