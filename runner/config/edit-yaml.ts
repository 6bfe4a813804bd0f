import { type Document, isMap, isSeq, parseDocument, YAMLMap, YAMLSeq } from 'yaml'

/**
 * A YAML text with an item more at the end of the list under `key`; everything else, comments included, stays. `title` begins
 * a text that was empty. The text must have been read without a mistake.
 */
export function withItem(text: string, key: string, item: object, title: string): string {
  const document = begun(text, title)
  const found = document.get(key)
  const list = isSeq(found) ? found : new YAMLSeq()
  list.flow = false
  list.add(document.createNode(item))
  if (list !== found) document.set(key, list)
  return printed(document)
}

/** The same for a map under `key`: an entry of this name is replaced. */
export function withEntry(text: string, key: string, name: string, value: object, title: string): string {
  const document = begun(text, title)
  const found = document.get(key)
  const entries = isMap(found) ? found : new YAMLMap()
  entries.flow = false
  entries.set(name, document.createNode(value))
  if (entries !== found) document.set(key, entries)
  return printed(document)
}

function begun(text: string, title: string): Document {
  const document = parseDocument(text)
  if (document.contents === null) document.contents = document.createNode({}) as never
  if (text.trim() === '') document.commentBefore = ` ${title}`
  return document
}

/** Reasons are sentences: no line is folded. */
function printed(document: Document): string {
  return document.toString({ lineWidth: 0 })
}
