import { arabic } from '../texts/arabic.ts'
import { english } from '../texts/english.ts'
import { french } from '../texts/french.ts'
import { german } from '../texts/german.ts'
import { japanese } from '../texts/japanese.ts'
import { spanish } from '../texts/spanish.ts'

const texts: Readonly<Record<string, string>> = {
  ar: arabic.open,
  de: german.open,
  es: spanish.open,
  fr: french.open,
  ja: japanese.open,
}

/** What the launcher is called, in a language as in `lang`. The build leaves out all other texts. */
export const openText = (language: string): string => texts[language.slice(0, 2)] ?? english.open
