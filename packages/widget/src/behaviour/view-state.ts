import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { placeBeside } from './message-menu-place.ts'

export interface ViewStateHost extends ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment
}

/** What only the drawing knows: whose menu is open, and whether files are held over the window. */
export class ViewState implements ReactiveController {
  readonly #host: ViewStateHost
  #menuFor: string | undefined
  #isDropping = false

  constructor(host: ViewStateHost) {
    this.#host = host
    host.addController(this)
  }

  /** The key of the entry whose menu is open. */
  get menuFor(): string | undefined {
    return this.#menuFor
  }

  get isDropping(): boolean {
    return this.#isDropping
  }

  setDropping(isDropping: boolean): void {
    if (isDropping === this.#isDropping) return
    this.#isDropping = isDropping
    this.#host.requestUpdate()
  }

  toggleMenu(key: string): void {
    if (key === this.#menuFor) return this.closeMenu()
    this.#menuFor = key
    this.#host.requestUpdate()
  }

  closeMenu(): void {
    if (this.#menuFor === undefined) return
    const button = this.#button()
    this.#menuFor = undefined
    // Taken out of the page, the menu would lose it.
    if (this.#menu()?.matches(':focus-within')) button?.focus({ preventScroll: true })
    this.#host.requestUpdate()
  }

  readonly onMenuFocusout = ({ currentTarget, relatedTarget }: FocusEvent): void => {
    const hasLeft = relatedTarget && !(currentTarget as Node).contains(relatedTarget as Node)
    if (!hasLeft) return
    this.#menuFor = undefined
    this.#host.requestUpdate()
  }

  /** The popover closes by itself with a click elsewhere. */
  readonly onMenuToggle = ({ newState }: ToggleEvent): void => {
    if (newState === 'closed') this.closeMenu()
  }

  hostUpdated(): void {
    if (this.#menuFor === undefined) return // To look for it takes a while: a transcript is long.
    const menu = this.#menu()
    const button = this.#button()
    if (!menu || !button) return void (this.#menuFor = undefined) // The window was closed, or the message is gone.
    if (menu.matches(':popover-open')) return
    menu.showPopover()
    placeBeside(button, menu)
    menu.querySelector('button')?.focus()
  }

  #menu(): HTMLElement | undefined {
    return this.#find('.menu')
  }

  /** As it is now: a message may have been drawn anew. */
  #button(): HTMLElement | undefined {
    return this.#find(`[data-key="${CSS.escape(this.#menuFor ?? '')}"] .more`)
  }

  #find(selector: string): HTMLElement | undefined {
    return this.#host.renderRoot.querySelector<HTMLElement>(selector) ?? undefined
  }
}
