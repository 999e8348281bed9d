import { fillText } from './fill-text.ts'
import type { Texts } from './texts.ts'

const made = new Map<string, Intl.DateTimeFormat>()

/** Making a format is slow, and a transcript needs many. */
function dateFormat(language: string, kind: 'time' | 'day' | 'dayOfYear'): Intl.DateTimeFormat {
  const key = `${language} ${kind}`
  const known = made.get(key)
  if (known) return known
  const options = {
    time: { timeStyle: 'short' },
    day: { weekday: 'long', month: 'long', day: 'numeric' },
    dayOfYear: { dateStyle: 'long' },
  } as const
  const format = new Intl.DateTimeFormat(language, options[kind])
  made.set(key, format)
  return format
}

export const timeText = (at: number, { language }: Texts): string => dateFormat(language, 'time').format(at)

/** Today, yesterday, or the date. `now`: epoch milliseconds. */
export function dayText(at: number, now: number, texts: Texts): string {
  const day = new Date(at)
  const isSame = (other: Date) => day.toDateString() === other.toDateString()
  const today = new Date(now)
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1)
  if (isSame(today)) return texts.today
  if (isSame(yesterday)) return texts.yesterday
  return dateFormat(texts.language, day.getFullYear() === today.getFullYear() ? 'day' : 'dayOfYear').format(at)
}

export function sizeText(bytes: number, { language }: Texts): string {
  const units = [
    [1e9, 'gigabyte'],
    [1e6, 'megabyte'],
    [1e3, 'kilobyte'],
  ] as const
  const [size, unit] = units.find(([least]) => bytes >= least) ?? [1, 'byte']
  const options = {
    style: 'unit',
    unit,
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: 1,
  } as const
  return new Intl.NumberFormat(language, options).format(bytes / size)
}

export const percentText = (share: number, { language }: Texts): string =>
  new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(Math.floor(share * 100) / 100)

export const listText = (names: readonly string[], { language }: Texts): string =>
  new Intl.ListFormat(language, { type: 'conjunction' }).format(names)

export const countText = (text: string, count: number, { language }: Texts): string =>
  fillText(text, { count: new Intl.NumberFormat(language).format(count) })
