import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { activeElementOf } from './active-element.ts'
import type { TranscriptScroll } from './transcript-scroll.ts'

export interface MessageKeysHost extends ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment
}

/** Where the arrows mean something else. */
const fields = 'input, select, textarea, audio, video, iframe'

/** Where the Tab key would stop; also at what scrolls. */
const controls = `${fields}, a, button, summary, pre`

const steps: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity }

/**
 * Makes one Tab stop of all messages, however many there are: Tab comes to the current one, then to its controls, then to what follows them
 * all. The arrows, Home and End go from message to message. The newest is the current one, until the visitor goes to another.
 */
export class MessageKeys implements ReactiveController {
  readonly #host: MessageKeysHost
  readonly #scroll: TranscriptScroll
  #current: string | undefined
  #hadFocus = false

  constructor(host: MessageKeysHost, scroll: TranscriptScroll) {
    this.#host = host
    this.#scroll = scroll
    host.addController(this)
  }

  hostUpdate(): void {
    this.#hadFocus = messageAround(activeElementOf(this.#host)) !== null
  }

  hostUpdated(): void {
    this.#mark()
    // The message was drawn anew, its control is gone, or it is: who went through them stays among them.
    if (this.#hadFocus && !activeElementOf(this.#host)) this.#where?.focus({ preventScroll: true })
  }

  readonly onFocusin = ({ target }: Event): void => {
    const message = messageAround(target)
    if (message) this.#current = message.dataset['key']
    else if (this.#scroll.isAtEnd) this.#current = undefined
    this.#mark()
  }

  readonly onKeydown = (event: KeyboardEvent): void => {
    const { key, target, altKey, ctrlKey, metaKey, shiftKey } = event
    const message = messageAround(target)
    const step = steps[key]
    if (!message || !step || altKey || ctrlKey || metaKey || shiftKey || (target as Element).matches(fields)) return
    event.preventDefault()
    const messages = this.#messages
    const to = messages.indexOf(message) + step
    messages[Math.max(0, Math.min(to, messages.length - 1))]?.focus()
  }

  /** On the elements that are there: contents of a site's own know nothing of it. */
  #mark(): void {
    const list = this.#host.renderRoot.querySelector<HTMLElement>('[role=log]')
    const current = this.#where
    for (const message of this.#messages) {
      setTabindex(message, message === current ? '0' : '-1')
      for (const control of message.querySelectorAll(controls)) setTabindex(control, message === current ? null : '-1')
    }
    if (list) setTabindex(list, current ? '-1' : '0')
  }

  /** The current message. */
  get #where(): HTMLElement | undefined {
    const messages = this.#messages
    return messages.find(({ dataset }) => dataset['key'] === this.#current) ?? messages.at(-1)
  }

  get #messages(): HTMLElement[] {
    return [...this.#host.renderRoot.querySelectorAll<HTMLElement>('.message')]
  }
}

const messageAround = (target: EventTarget | null): HTMLElement | null =>
  (target as Element | null)?.closest<HTMLElement>('.message') ?? null

/** Only what differs: it is done after each change, and browsers do not look whether it is one. */
function setTabindex(element: Element, value: string | null): void {
  if (element.getAttribute('tabindex') === value) return
  if (value === null) element.removeAttribute('tabindex')
  else element.setAttribute('tabindex', value)
}
