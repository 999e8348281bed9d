import { english } from './english.ts'
import type { Texts } from './texts.ts'

/** A chunk each, loaded when its language is asked for. */
const languages: Readonly<Record<string, () => Promise<Texts>>> = {
  ar: async () => (await import('./arabic.ts')).arabic,
  de: async () => (await import('./german.ts')).german,
  es: async () => (await import('./spanish.ts')).spanish,
  fr: async () => (await import('./french.ts')).french,
  ja: async () => (await import('./japanese.ts')).japanese,
}

/** The languages that the widget speaks, as in `lang`. */
export const spokenLanguages: readonly string[] = ['en', ...Object.entries(languages).map(([name]) => name)]

/** The texts of a language: `de` also for `de-AT`. English where there is no other. Rejects when the chunk cannot be loaded. */
export async function loadTexts(language: string): Promise<Texts> {
  const [name = ''] = language.toLowerCase().split('-')
  // An own property: `constructor` is no language.
  const texts = Object.hasOwn(languages, name) ? await languages[name]?.() : undefined
  return texts ? { ...texts, language: language.toLowerCase().startsWith(`${name}-`) ? language : name } : english
}
