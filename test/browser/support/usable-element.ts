import type { Frame } from 'puppeteer-core'
import { eventually } from '../../support/deadline.ts'

/** What a person does with an element of the page. */
export interface Use {
  readonly selector: string
  /** The selector of the element whose shadow tree it is in. @default none */
  readonly host?: string
  /** The text of the element, with or without that of its parts, where several match the selector. */
  readonly text?: string
  /** What to write into the element. Without it the element is clicked. */
  readonly write?: string
  /** Whether Enter is pressed after writing. @default false */
  readonly enter?: boolean
}

/** Uses the element as soon as a person could. Rejects after `deadlineMs` with what was in the way. `frame`: the page's, or one in it. */
export async function useElement(frame: () => Frame, use: Use, deadlineMs: number): Promise<void> {
  await eventually(async () => {
    await frame().page().bringToFront() // a person uses only the tab that they see
    const obstacle = await frame().evaluate(useInPage, use)
    if (obstacle !== undefined) throw new Error(`${JSON.stringify(use)}: ${obstacle}`)
    return true
  }, deadlineMs)
}

/**
 * Runs in the page, in one task, so that nothing changes between seeing that the element can be used and using it. Returns
 * what is in the way, or nothing when the element has been used.
 *
 * Puppeteer's locators take many steps. One of them scrolls once and then waits until the element is in view: an element that
 * was hidden at that moment has not been scrolled to, and is waited for in vain.
 */
function useInPage({ selector, host, text, write, enter }: Use): string | undefined {
  const root = host === undefined ? document : document.querySelector(host)?.shadowRoot
  if (!root) return 'there is no host'
  const find = () => {
    const matches = [...root.querySelectorAll<HTMLElement>(selector)]
    return matches.find((match) => text === undefined || saidBy(match).includes(text))
  }
  const saidBy = (element: HTMLElement) => {
    const own = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
    return [
      element.textContent.trim(),
      own
        .map(({ textContent }) => textContent)
        .join('')
        .trim(),
    ]
  }
  const shown = (node: Element | null) => node?.outerHTML.slice(0, 200) ?? 'nothing'

  /** What a pointer meets in the middle of the element: the element itself, a part of it, or something that covers it. */
  const hitOn = (element: HTMLElement) => {
    element.scrollIntoView({ block: 'center', behavior: 'instant' })
    const { x, y, width, height } = element.getBoundingClientRect()
    return root.elementFromPoint(x + width / 2, y + height / 2)
  }
  const click = (element: HTMLElement) => {
    const hit = hitOn(element)
    if (element.getClientRects().length === 0) return 'it is hidden'
    if (!element.contains(hit)) return `a click on it would meet ${shown(hit)}`
    const met = hit instanceof HTMLElement ? hit : element // An icon has no click().
    if (met.matches(':disabled')) return 'it is disabled'
    met.click()
    return undefined
  }
  const writeInto = (element: HTMLElement, added: string) => {
    if (!(element instanceof HTMLTextAreaElement)) return `it is no field, but ${shown(element)}`
    const obstacle = click(element)
    if (obstacle !== undefined) return obstacle
    element.focus() // which a click does when a person makes it, and not when a script does
    if (root.activeElement !== element) return `it does not take the focus from ${shown(root.activeElement)}`
    element.setRangeText(added, element.value.length, element.value.length, 'end')
    element.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: added }))
    if (enter) element.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, key: 'Enter' }))
    return undefined
  }

  const element = find()
  if (!element) return 'it is not in the page'
  return write === undefined ? click(element) : writeInto(element, write)
}
