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
  #button: HTMLElement | undefined

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

  openMenu(key: string, button: HTMLElement): void {
    this.#menuFor = key
    this.#button = button
    this.#host.requestUpdate()
  }

  closeMenu(): void {
    if (this.#menuFor === undefined) return
    this.#menuFor = undefined
    // Taken out of the page, the menu would lose it.
    if (this.#menu()?.matches(':focus-within')) this.#button?.focus({ preventScroll: true })
    this.#host.requestUpdate()
  }

  readonly onMenuKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return
    event.preventDefault() // It does not close the window, too.
    this.closeMenu()
  }

  /** The popover closes by itself with a click elsewhere. */
  readonly onMenuToggle = ({ newState }: ToggleEvent): void => {
    if (newState === 'closed') this.closeMenu()
  }

  hostUpdated(): void {
    if (this.#menuFor === undefined) return // To look for it takes a while: a transcript is long.
    const menu = this.#menu()
    if (!menu || !this.#button || menu.matches(':popover-open')) return
    menu.showPopover()
    placeBeside(this.#button, menu)
    menu.querySelector('button')?.focus()
  }

  #menu(): HTMLElement | undefined {
    return this.#host.renderRoot.querySelector<HTMLElement>('[popover]') ?? undefined
  }
}
