import { StrictMode, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot, hydrateRoot, type Root } from 'react-dom/client'
import { expect, onTestFinished, vi } from 'vitest'

export interface Page {
  /** The texts of all elements with this tag. */
  texts(tag: string): string[]
  /** Resolves when these are the texts of the elements with this tag. */
  shows(tag: string, ...texts: string[]): Promise<void>
  click(button: string): void
  renderNow(children: ReactNode): void
  unmount(): void
}

/** A page that shows this. */
export function openPage(children: ReactNode): Page {
  const element = newElement()
  const root = createRoot(element)
  flushSync(() => root.render(children))
  return pageOf(element, root)
}

/** The same, where React mounts everything twice. */
export const openStrictPage = (children: ReactNode): Page => openPage(<StrictMode>{children}</StrictMode>)

/** A page that came from a server as `html`. `errors`: what React says of what differs. */
export function openServedPage(html: string, children: ReactNode): Page & { readonly errors: readonly string[] } {
  const element = newElement()
  element.innerHTML = html
  const errors: string[] = []
  const root = hydrateRoot(element, children, { onRecoverableError: (error) => errors.push(String(error)) })
  return { ...pageOf(element, root), errors }
}

/** A check that becomes true by itself, within a time that is long even on a slow machine. */
export const eventually = <Result,>(check: () => Result): Promise<Result> =>
  vi.waitFor(check, { timeout: 8_000, interval: 5 })

function newElement(): HTMLElement {
  const element = document.body.appendChild(document.createElement('div'))
  onTestFinished(() => element.remove())
  return element
}

function pageOf(element: HTMLElement, root: Root): Page {
  onTestFinished(() => root.unmount())
  const texts = (tag: string) => [...element.querySelectorAll(tag)].map(({ textContent }) => textContent)
  return {
    texts,
    shows: (tag, ...expected) => eventually(() => expect(texts(tag)).toEqual(expected)),
    click(name) {
      const button = [...element.querySelectorAll('button')].find(({ textContent }) => textContent === name)
      if (!button) throw new Error(`there is no button "${name}" in ${element.innerHTML}`)
      button.click()
    },
    renderNow: (children) => flushSync(() => root.render(children)),
    unmount: () => root.unmount(),
  }
}
