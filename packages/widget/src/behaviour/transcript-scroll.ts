import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { TranscriptWindow } from '../model/transcript-window.ts'

export interface TranscriptScrollHost extends ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment
}

export interface TranscriptScrollHooks {
  /** Which entries are drawn. */
  readonly window: TranscriptWindow
  onAtEnd(isAtEnd: boolean): void
  /** Nothing that is here is left to be shown above. */
  onTop(): void
}

/** Closer than this to the end counts as there. */
const nearPx = 48
/** Closer than this to an end of what is drawn, more is drawn. */
const soonPx = 4 * nearPx

/**
 * Keeps the transcript where its reader is: at the end, if that is where they are; otherwise what they read stays in its place, whatever
 * comes above or below. Moves the window of what is drawn with them.
 */
export class TranscriptScroll implements ReactiveController {
  readonly #host: TranscriptScrollHost
  readonly #hooks: TranscriptScrollHooks
  #isAtEnd = true
  /** Where it was scrolled to. */
  #top = 0
  #list: HTMLElement | undefined
  #anchor: { readonly key: string; readonly top: number } | undefined
  #hadFocus = false
  /** Once for each frame, when what is in it has been laid out: so messages that come together are laid out together. */
  readonly #resizes = new ResizeObserver(() => {
    this.#settle()
    this.#follow()
  })

  constructor(host: TranscriptScrollHost, hooks: TranscriptScrollHooks) {
    this.#host = host
    this.#hooks = hooks
    host.addController(this)
  }

  get window(): TranscriptWindow {
    return this.#hooks.window
  }

  get isAtEnd(): boolean {
    return this.#isAtEnd
  }

  hostUpdate(): void {
    this.#anchor = this.#isAtEnd ? undefined : this.#firstInView()
    this.#hadFocus = this.#list?.contains(this.#activeElement()) ?? false
  }

  hostUpdated(): void {
    const list = this.#host.renderRoot.querySelector<HTMLElement>('[role=log]') ?? undefined
    if (list !== this.#list) this.#observe(list)
    // Who goes through the messages by keyboard stays among them when theirs is no longer drawn.
    if (this.#hadFocus && !this.#activeElement()) list?.focus({ preventScroll: true })
    if (this.#isAtEnd) return // What comes there makes it larger.
    this.#settle()
    this.#follow()
  }

  hostDisconnected(): void {
    this.#observe(undefined)
  }

  readonly onScroll = (): void => {
    this.#follow()
    if (this.#list && this.#list.scrollTop <= soonPx && !this.window.drawn.hasAbove) this.#hooks.onTop()
  }

  jumpToEnd(): void {
    this.#isAtEndIs(true)
    this.#settle()
  }

  /** Sees where the reader is, and has more drawn there. */
  #follow(): void {
    const list = this.#list
    if (!list || list.clientHeight === 0) return
    const { window } = this
    const below = list.scrollHeight - list.scrollTop - list.clientHeight
    // Who is at the end has not left it because something has come that is not scrolled to yet.
    const hasStayed = this.#isAtEnd && list.scrollTop >= this.#top
    this.#top = list.scrollTop
    this.#isAtEndIs((below <= nearPx || hasStayed) && !window.drawn.hasBelow)
    const hasMoved = list.scrollTop <= soonPx ? window.moveUp() : below <= soonPx && window.moveDown()
    if (hasMoved) this.#host.requestUpdate()
  }

  #isAtEndIs(isAtEnd: boolean): void {
    if (isAtEnd === this.#isAtEnd) return
    this.#isAtEnd = isAtEnd
    if (isAtEnd) this.window.followEnd()
    else this.window.hold()
    this.#hooks.onAtEnd(isAtEnd)
    this.#host.requestUpdate()
  }

  #settle(): void {
    const list = this.#list
    if (!list) return
    if (this.#isAtEnd) {
      list.scrollTop = list.scrollHeight
      this.#top = list.scrollTop
    } else if (this.#anchor) {
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

  #activeElement(): Element | null {
    const { renderRoot } = this.#host
    return renderRoot instanceof ShadowRoot ? renderRoot.activeElement : null
  }

  #observe(list: HTMLElement | undefined): void {
    this.#resizes.disconnect()
    this.#list = list
    this.#isAtEnd = true
    this.window.followEnd() // Before it is drawn again: a window opens at the end.
    if (!list) return
    this.#hooks.onAtEnd(true)
    this.#resizes.observe(list) // The keyboard of a phone takes some of its height.
    const content = list.firstElementChild
    if (content) this.#resizes.observe(content) // Pictures come late.
  }
}
