import { describe, expect, test } from 'vitest'
import { html, joined } from '../../site/lib/html.ts'
import { HOSTILE_NAME } from './measured-history.ts'

describe('a piece of HTML', () => {
  test('has no text in it that could be read as HTML, neither as content nor as an attribute', () => {
    const text = `${HOSTILE_NAME}<script>alert(1)</script>" onload='x' &amp;`
    const { html: made } = html`<td title="${text}">${text}</td>`
    expect(made.match(/[<>]/g)).toHaveLength(4)
    expect(made.match(/"/g)).toHaveLength(2)
    expect(made).not.toContain("'")
    expect(made).toContain('&amp;amp;')
  })

  test('holds other pieces as they are, and nothing for what is absent', () => {
    const rows = joined(['a', '<b>'].map((name) => html`<i>${name}</i>`))
    expect(html`<p>${rows}${null}${false}${0}</p>`.html).toBe('<p><i>a</i><i>&lt;b&gt;</i>0</p>')
  })
})
