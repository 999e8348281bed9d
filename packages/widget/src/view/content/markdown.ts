import { html, type TemplateResult } from 'lit'
import { type Block, parseMarkdown, type Span } from '../../model/parse-markdown.ts'
import { link } from './link.ts'
import { linkified } from './linkified.ts'

/** The formatted text, made node by node: HTML in it is text. */
export function markdown(text: string): TemplateResult {
  return html`<div class="markdown">${parseMarkdown(text).map(block)}</div>`
}

function block(one: Block): TemplateResult {
  switch (one.type) {
    case 'code':
      return html`<pre><code>${one.text}</code></pre>`
    case 'heading':
      return html`<p class="markdown-heading">${spans(one.spans)}</p>`
    case 'quote':
      return html`<blockquote>${one.blocks.map(block)}</blockquote>`
    case 'list': {
      const items = one.items.map((item) => html`<li>${spans(item)}</li>`)
      return one.ordered
        ? html`<ol start=${one.start}>
            ${items}
          </ol>`
        : html`<ul>
            ${items}
          </ul>`
    }
    case 'paragraph':
      return html`<p>${spans(one.spans)}</p>`
  }
}

const spans = (all: readonly Span[]) => all.map(span)

function span(one: Span): unknown {
  switch (one.type) {
    case 'text':
      return linkified(one.text)
    case 'code':
      return html`<code>${one.text}</code>`
    case 'strong':
      return html`<strong>${spans(one.spans)}</strong>`
    case 'emphasis':
      return html`<em>${spans(one.spans)}</em>`
    case 'strike':
      return html`<s>${spans(one.spans)}</s>`
    case 'link':
      return link(one.url, spans(one.spans))
  }
}
