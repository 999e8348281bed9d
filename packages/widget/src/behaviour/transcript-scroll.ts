import type { ReactiveController, ReactiveControllerHost } from 'lit'

export interface TranscriptScrollHost extends ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment
}

export interface TranscriptScrollHooks {
  onAtEnd(isAtEnd: boolean): void
  /** Nothing that is here is left to be shown above. */
  onTop(): void
  /** How many entries there are. */
  count(): number
}

/** How many entries are drawn at first, and how many more whenever the reader comes near the top. */
const step = 60
/** Closer than this to an end counts as there. */
const nearPx = 48

/**
 * Keeps the transcript where its reader is: at the end, if that is where they are; otherwise what they read stays in its place, whatever
 * comes above or below. Decides how many entries are drawn.
 */
export class TranscriptScroll implements ReactiveController {
  readonly #host: TranscriptScrollHost
  readonly #hooks: TranscriptScrollHooks
  #drawn = step
  #isAtEnd = true
  #list: HTMLElement | undefined
  #anchor: { readonly key: string; readonly top: number } | undefined
  readonly #resizes = new ResizeObserver(() => this.#settle())

  constructor(host: TranscriptScrollHost, hooks: TranscriptScrollHooks) {
    this.#host = host
    this.#hooks = hooks
    host.addController(this)
  }

  /** How many of the newest entries are to be drawn. */
  get drawn(): number {
    return this.#drawn
  }

  get isAtEnd(): boolean {
    return this.#isAtEnd
  }

  hostUpdate(): void {
    this.#anchor = this.#isAtEnd ? undefined : this.#firstInView()
  }

  hostUpdated(): void {
    const list = this.#host.renderRoot.querySelector<HTMLElement>('[role=log]') ?? undefined
    if (list !== this.#list) this.#observe(list)
    this.#settle()
  }

  hostDisconnected(): void {
    this.#observe(undefined)
  }

  readonly onScroll = (): void => {
    const list = this.#list
    if (!list) return
    this.#isAtEndIs(list.scrollHeight - list.scrollTop - list.clientHeight <= nearPx)
    if (list.scrollTop <= nearPx * 4) this.#showMore()
  }

  /** Shows more of what is here, or asks for more. */
  readonly #showMore = () => {
    if (this.#drawn >= this.#hooks.count()) return this.#hooks.onTop()
    this.#drawn += step
    this.#host.requestUpdate()
  }

  jumpToEnd(): void {
    this.#isAtEndIs(true)
    this.#settle()
  }

  #isAtEndIs(isAtEnd: boolean): void {
    if (isAtEnd === this.#isAtEnd) return
    this.#isAtEnd = isAtEnd
    if (isAtEnd) this.#drawn = step // What was drawn to be read goes again.
    this.#hooks.onAtEnd(isAtEnd)
    this.#host.requestUpdate()
  }

  #settle(): void {
    const list = this.#list
    if (!list) return
    if (this.#isAtEnd) list.scrollTop = list.scrollHeight
    else if (this.#anchor) {
      const { key, top } = this.#anchor
      this.#anchor = undefined
      const element = this.#entries().find((entry) => entry.dataset['key'] === key)
      if (element) list.scrollTop += element.getBoundingClientRect().top - top
    }
  }

  /** The entry at the upper edge, and where it is. By its key: it may be drawn anew. */
  #firstInView() {
    if (!this.#list) return undefined
    const edge = this.#list.getBoundingClientRect().top
    const element = this.#entries().find((entry) => entry.getBoundingClientRect().bottom > edge)
    return element && { key: element.dataset['key'] ?? '', top: element.getBoundingClientRect().top }
  }

  #entries(): HTMLElement[] {
    return [...(this.#list?.querySelectorAll<HTMLElement>('[data-key]') ?? [])]
  }

  #observe(list: HTMLElement | undefined): void {
    this.#resizes.disconnect()
    this.#list = list
    if (!list) return
    this.#isAtEnd = true
    this.#drawn = step
    this.#hooks.onAtEnd(true)
    this.#resizes.observe(list) // The keyboard of a phone takes some of its height.
    const content = list.firstElementChild
    if (content) this.#resizes.observe(content) // Pictures come late.
  }
}
