import { arabic } from '../texts/arabic.ts'
import { english } from '../texts/english.ts'
import { french } from '../texts/french.ts'
import { german } from '../texts/german.ts'
import { japanese } from '../texts/japanese.ts'
import { spanish } from '../texts/spanish.ts'

/** What the launcher is called, and the file that has the rest of its language. The build leaves out the texts that nobody asks for. */
export interface Language {
  readonly open: string
  readonly chunk?: string
}

const languages: Readonly<Record<string, Language>> = {
  ar: { open: arabic.open, chunk: 'arabic.js' },
  de: { open: german.open, chunk: 'german.js' },
  es: { open: spanish.open, chunk: 'spanish.js' },
  fr: { open: french.open, chunk: 'french.js' },
  ja: { open: japanese.open, chunk: 'japanese.js' },
}

/** `name`: as in `lang`. English where there is no other. */
export const languageOf = (name: string): Language =>
  languages[name.toLowerCase().split('-')[0] ?? ''] ?? { open: english.open }
