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

/** The entry at the upper edge, how far from it, and how far the list was scrolled then. */
interface Anchor {
  readonly key: string
  readonly top: number
  readonly scrollTop: number
}

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
  /** Where the reader is. None at the end. */
  #anchor: Anchor | undefined
  /** Once for each frame, when what is in it has been laid out: so messages that come together are laid out together. */
  readonly #resizes = new ResizeObserver(() => {
    this.#follow()
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
    this.#follow()
  }

  hostUpdated(): void {
    const list = this.#host.renderRoot.querySelector<HTMLElement>('[role=log]') ?? undefined
    if (list !== this.#list) this.#observe(list)
    if (this.#isAtEnd) return // What comes there makes it larger, or keeps it as it is.
    this.#settle()
    this.#drawMore()
  }

  hostDisconnected(): void {
    this.#observe(undefined)
  }

  readonly onScroll = (): void => {
    const list = this.#list
    if (!list) return
    this.#isAtEndIs(-list.scrollTop <= nearPx && !this.window.drawn.hasBelow)
    this.#follow()
    this.#drawMore()
    if (aboveIn(list) <= soonPx && !this.window.drawn.hasAbove) this.#hooks.onTop()
  }

  jumpToEnd(): void {
    this.#isAtEndIs(true)
    if (this.#list) this.#list.scrollTop = 0
  }

  /** Sees where a reader is who has moved: of that the event comes only with the next frame. Own steps are none of theirs. */
  #follow(): void {
    const list = this.#list
    if (list && !this.#isAtEnd && list.scrollTop !== this.#anchor?.scrollTop) this.#anchor = anchorIn(list)
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
    if (isAtEnd) {
      this.#anchor = undefined
      this.window.followEnd()
    } else this.window.hold()
    this.#hooks.onAtEnd(isAtEnd)
    this.#host.requestUpdate()
  }

  /** Puts what is read back into its place. At the end there is nothing to do: a reader who begins to leave it is not held back. */
  #settle(): void {
    const list = this.#list
    if (!list || !this.#anchor) return
    const { key, top } = this.#anchor
    const entry = list.querySelector(`[data-key="${CSS.escape(key)}"]`) // It may have been drawn anew.
    if (entry) list.scrollTop += entry.getBoundingClientRect().top - list.getBoundingClientRect().top - top
    // `top` stays: a screen rounds, and with each step taken from the last one what is read would drift away.
    this.#anchor = entry ? { key, top, scrollTop: list.scrollTop } : anchorIn(list)
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

function anchorIn(list: HTMLElement): Anchor | undefined {
  const { scrollTop } = list
  const edge = list.getBoundingClientRect().top
  for (const entry of list.querySelectorAll<HTMLElement>('[data-key]')) {
    const { top, bottom } = entry.getBoundingClientRect()
    if (bottom > edge) return { key: entry.dataset['key'] ?? '', top: top - edge, scrollTop }
  }
  return undefined
}
