import type { Page } from 'puppeteer-core'
import { eventually } from '../../support/deadline.ts'

/** What a person does with an element of the page. */
export interface Use {
  readonly selector: string
  /** The text of the element, where several match the selector. */
  readonly text?: string
  /** What to write into the element. Without it the element is clicked. */
  readonly write?: string
  /** Whether Enter is pressed after writing, which needs a form that can be sent. @default false */
  readonly enter?: boolean
}

/** Uses the element as soon as a person could. Rejects after `deadlineMs` with what was in the way. */
export async function useElement(page: Page, use: Use, deadlineMs: number): Promise<void> {
  await page.bringToFront() // a person uses only the tab that they see
  await eventually(async () => {
    const obstacle = await page.evaluate(useInPage, use)
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
function useInPage({ selector, text, write, enter }: Use): string | undefined {
  const find = () => {
    const matches = [...document.querySelectorAll<HTMLElement>(selector)]
    return matches.find((match) => text === undefined || match.textContent.trim() === text)
  }
  const shown = (node: Element | null) => node?.outerHTML.slice(0, 200) ?? 'nothing'

  /** What a pointer meets in the middle of the element: the element itself, a part of it, or something that covers it. */
  const hitOn = (element: HTMLElement) => {
    element.scrollIntoView({ block: 'center', behavior: 'instant' })
    const { x, y, width, height } = element.getBoundingClientRect()
    return document.elementFromPoint(x + width / 2, y + height / 2)
  }
  const click = (element: HTMLElement) => {
    const hit = hitOn(element)
    if (element.getClientRects().length === 0) return 'it is hidden'
    if (!(hit instanceof HTMLElement) || !element.contains(hit)) return `a click on it would meet ${shown(hit)}`
    if (hit.matches(':disabled')) return 'it is disabled'
    hit.click()
    return undefined
  }
  const writeInto = (element: HTMLElement, added: string) => {
    if (!(element instanceof HTMLTextAreaElement)) return `it is no field, but ${shown(element)}`
    if (enter && element.form?.querySelector('[type=submit]:disabled')) return 'its form takes nothing now'
    const obstacle = click(element)
    if (obstacle !== undefined) return obstacle
    element.focus() // which a click does when a person makes it, and not when a script does
    if (document.activeElement !== element) return `it does not take the focus from ${shown(document.activeElement)}`
    element.setRangeText(added, element.value.length, element.value.length, 'end')
    element.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: added }))
    if (enter) element.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, key: 'Enter' }))
    return undefined
  }

  const element = find()
  if (!element) return 'it is not in the page'
  return write === undefined ? click(element) : writeInto(element, write)
}
