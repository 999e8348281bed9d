import type { ChatError } from '@chat-transport/core'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { widgetError, WidgetErrorCode } from '../model/widget-errors.ts'
import { english } from '../texts/english.ts'
import { loadTexts } from '../texts/load-texts.ts'
import type { Texts } from '../texts/texts.ts'

/** What is counted has several forms, of which `other` is always there. */
function isText(name: string, text: unknown): boolean {
  const known = english[name as keyof Texts] as unknown
  return typeof text === typeof known && (typeof text === 'string' || Object.hasOwn(Object(text) as object, 'other'))
}

/** The texts of a language, English until they are here, under those that the site gives. */
export class LanguageTexts implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #onError: (error: ChatError) => void
  #language: string | undefined
  #loaded: Texts = english
  #given: Partial<Texts> | undefined
  #own: Partial<Texts> = {}
  #current: Texts = english

  constructor(host: ReactiveControllerHost, onError: (error: ChatError) => void) {
    this.#host = host
    this.#onError = onError
    host.addController(this)
  }

  hostConnected(): void {}

  get current(): Texts {
    return this.#current
  }

  /** `language`: as in `lang`; without it that of the page. */
  use(language: string | undefined, own: Partial<Texts> | undefined): void {
    const wanted = (language ?? document.documentElement.lang) || 'en'
    if (own !== this.#given) this.#take(own)
    if (wanted === this.#language) return
    this.#language = wanted
    loadTexts(wanted).then(
      (texts) => {
        if (this.#language !== wanted) return
        this.#loaded = texts
        this.#current = { ...texts, ...this.#own }
        this.#host.requestUpdate()
      },
      (error: unknown) => this.#onError(widgetError(WidgetErrorCode.textsNotLoaded, error)),
    )
  }

  #take(given: Partial<Texts> | undefined): void {
    this.#given = given
    const all = Object.entries(given ?? {})
    for (const [name, text] of all)
      if (!isText(name, text)) this.#onError(widgetError(WidgetErrorCode.textNotTaken, undefined, name))
    this.#own = Object.fromEntries(all.filter(([name, text]) => isText(name, text)))
    this.#current = { ...this.#loaded, ...this.#own }
  }
}
