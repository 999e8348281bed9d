import type { ChatError } from '@chat-transport/core'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { widgetError, WidgetErrorCode } from '../model/widget-errors.ts'
import { english } from '../texts/english.ts'
import { loadTexts } from '../texts/load-texts.ts'
import type { Texts } from '../texts/texts.ts'

/** Whether it can stand in place of what is known: a text, or one for each of its forms. */
function isLike(known: unknown, text: unknown): boolean {
  if (typeof known !== 'object') return typeof text === 'string' && known !== undefined
  const forms = Object(text) as Readonly<Record<string, unknown>>
  return Object.entries(known as object).every(([form, one]) => isLike(one, forms[form]))
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
    const all = Object.entries(given ?? {}).filter(([, text]) => text !== undefined)
    const isText = ([name, text]: [string, unknown]) => isLike(english[name as keyof Texts], text)
    for (const one of all) if (!isText(one)) this.#onError(widgetError(WidgetErrorCode.textNotTaken, undefined, one[0]))
    this.#own = Object.fromEntries(all.filter(isText))
    this.#current = { ...this.#loaded, ...this.#own }
  }
}
