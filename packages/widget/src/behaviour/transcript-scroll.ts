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
 *
 * The style sheet turns the list around, so that its `scrollTop` is 0 at the end, and less further up: only a reader leaves the end,
 * however fast what is there grows, shrinks and is replaced.
 */
export class TranscriptScroll implements ReactiveController {
  readonly #host: TranscriptScrollHost
  readonly #hooks: TranscriptScrollHooks
  #isAtEnd = true
  #list: HTMLElement | undefined
  /** The entry at the upper edge, and how far from it, as the reader has left it. None at the end. */
  #anchor: { readonly key: string; readonly top: number } | undefined
  #hadFocus = false
  /** Once for each frame, when what is in it has been laid out: so messages that come together are laid out together. */
  readonly #resizes = new ResizeObserver(() => {
    this.#settle()
    this.#drawMore()
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
    this.#hadFocus = this.#list?.contains(this.#activeElement()) ?? false
  }

  hostUpdated(): void {
    const list = this.#host.renderRoot.querySelector<HTMLElement>('[role=log]') ?? undefined
    if (list !== this.#list) this.#observe(list)
    // Who goes through the messages by keyboard stays among them when theirs is no longer drawn.
    if (this.#hadFocus && !this.#activeElement()) list?.focus({ preventScroll: true })
    if (!this.#isAtEnd) this.#settle()
  }

  hostDisconnected(): void {
    this.#observe(undefined)
  }

  readonly onScroll = (): void => {
    const list = this.#list
    if (!list) return
    this.#isAtEndIs(-list.scrollTop <= nearPx && !this.window.drawn.hasBelow)
    this.#anchor = this.#isAtEnd ? undefined : firstInView(list)
    this.#drawMore()
    if (aboveIn(list) <= soonPx && !this.window.drawn.hasAbove) this.#hooks.onTop()
  }

  jumpToEnd(): void {
    this.#isAtEndIs(true)
    this.#settle()
  }

  /** What the reader is about to come to. */
  #drawMore(): void {
    const list = this.#list
    if (!list || list.clientHeight === 0) return
    const { window } = this
    const hasMoved = aboveIn(list) <= soonPx ? window.moveUp() : -list.scrollTop <= soonPx && window.moveDown()
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
      list.scrollTop = 0
    } else if (this.#anchor) {
      const { key, top } = this.#anchor
      const entry = list.querySelector(`[data-key="${CSS.escape(key)}"]`) // It may have been drawn anew.
      if (entry) list.scrollTop += entry.getBoundingClientRect().top - list.getBoundingClientRect().top - top
    }
  }

  #activeElement(): Element | null {
    const { renderRoot } = this.#host
    return renderRoot instanceof ShadowRoot ? renderRoot.activeElement : null
  }

  #observe(list: HTMLElement | undefined): void {
    this.#resizes.disconnect()
    this.#list = list
    this.#isAtEnd = true
    this.#anchor = undefined
    this.window.followEnd() // Before it is drawn again: a window opens at the end.
    if (!list) return
    this.#hooks.onAtEnd(true)
    this.#resizes.observe(list) // The keyboard of a phone takes some of its height.
    const content = list.firstElementChild
    if (content) this.#resizes.observe(content) // Pictures come late.
  }
}

const aboveIn = ({ scrollHeight, clientHeight, scrollTop }: HTMLElement): number =>
  scrollHeight - clientHeight + scrollTop

function firstInView(list: HTMLElement) {
  const edge = list.getBoundingClientRect().top
  for (const entry of list.querySelectorAll<HTMLElement>('[data-key]')) {
    const { top, bottom } = entry.getBoundingClientRect()
    if (bottom > edge) return { key: entry.dataset['key'] ?? '', top: top - edge }
  }
  return undefined
}
