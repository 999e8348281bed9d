import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { activeElementOf } from './active-element.ts'

const focusable = 'button:not(:disabled), a[href], input:not(:disabled), textarea, select, [tabindex]'

/** What was asked for, and has to be gone on with: a question wants an answer, an edit a text. */
const asksForFocus = ['leaving', 'editing']

export interface WindowFocusHost extends ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment
  readonly isOpen: boolean
  /** It is open, or closed, because it is so in another tab. */
  readonly followsTabs: boolean
  close(): void
}

/** Where the focus goes: into a window that opens, back to the launcher when it closes, and never out of one that fills the page. */
export class WindowFocus implements ReactiveController {
  readonly #host: WindowFocusHost
  #wasOpen = false
  #lastPhase = ''
  #hadFocus = false

  constructor(host: WindowFocusHost) {
    this.#host = host
    host.addController(this)
  }

  hostUpdate(): void {
    this.#hadFocus = activeElementOf(this.#host) !== null
  }

  hostUpdated(): void {
    const { isOpen } = this.#host
    const phase = this.#find('[role=dialog]')?.dataset['phase'] ?? ''
    if (isOpen ? this.#isToEnter(phase) : this.#isToGoBack()) this.#move(isOpen)
    this.#wasOpen = isOpen
    this.#lastPhase = phase
  }

  readonly onKeydown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing) {
      event.preventDefault()
      this.#host.close()
    } else if (event.key === 'Tab' && fillsThePage()) this.#keepInside(event)
  }

  /** Whoever reads the page is not taken out of it by what happens in another tab. */
  #isToEnter(phase: string): boolean {
    if (!this.#wasOpen) return !this.#host.followsTabs
    return (phase !== this.#lastPhase && asksForFocus.includes(phase)) || (this.#hadFocus && this.#isLost())
  }

  #isToGoBack(): boolean {
    if (!this.#wasOpen) return this.#hadFocus && this.#isLost() // A greeting was dismissed.
    return this.#hadFocus || !this.#host.followsTabs
  }

  #move(isOpen: boolean): void {
    if (isOpen) this.#enter()
    else this.#find('[data-focus=launcher]')?.focus({ preventScroll: true })
  }

  #enter(): void {
    // A field would bring up the keyboard of a phone, and hide what there is to read.
    const first = matchMedia('(pointer: coarse)').matches ? undefined : this.#find('[data-focus=first]')
    const target = first ?? this.#find('[role=dialog]')
    target?.focus({ preventScroll: true }) // iOS would move the page.
    target?.scrollIntoView({ block: 'nearest' })
  }

  /** The part that had it is gone: a form was submitted, a chat has ended, a line was dismissed. */
  #isLost(): boolean {
    return document.activeElement === document.body || !activeElementOf(this.#host)
  }

  #keepInside(event: KeyboardEvent): void {
    const all = [...this.#host.renderRoot.querySelectorAll<HTMLElement>(`[role=dialog] :is(${focusable})`)]
    const inside = all.filter((element) => element.tabIndex >= 0 && element.checkVisibility())
    const active = activeElementOf(this.#host)
    const [first, last] = event.shiftKey ? [inside.at(-1), inside[0]] : [inside[0], inside.at(-1)]
    if (active !== last) return
    event.preventDefault()
    first?.focus()
  }

  #find(selector: string): HTMLElement | undefined {
    return this.#host.renderRoot.querySelector<HTMLElement>(selector) ?? undefined
  }
}

/** As the style sheet has it. */
export const fillsThePage = (): boolean => matchMedia('(width <= 480px), (height <= 420px)').matches
