/** A colour, in light and in dark mode: as the widget has it. */
export interface ColourProperty {
  readonly name: string
  readonly label: string
  readonly light: string
  readonly dark: string
  /** The colour that it is written on: told when they are too close. */
  readonly on?: string
}

export interface SizeProperty {
  readonly name: string
  readonly label: string
  readonly least: number
  readonly most: number
  readonly usual: number
}

export const colours: readonly ColourProperty[] = [
  { name: '--chat-accent', label: 'Accent', light: '#3747c4', dark: '#a9b4ff' },
  { name: '--chat-accent-ink', label: 'On the accent', light: '#ffffff', dark: '#10142f', on: '--chat-accent' },
  { name: '--chat-accent-wash', label: 'A hint of it', light: '#e9ebf9', dark: '#252835' },
  { name: '--chat-header', label: 'Header', light: '#3747c4', dark: '#20243a' },
  { name: '--chat-header-ink', label: 'On the header', light: '#ffffff', dark: '#eceef4', on: '--chat-header' },
  { name: '--chat-surface', label: 'Window', light: '#ffffff', dark: '#15171c' },
  { name: '--chat-ink', label: 'Text', light: '#191c26', dark: '#eceef4', on: '--chat-surface' },
  { name: '--chat-ink-soft', label: 'Text beside it', light: '#5a6072', dark: '#a4abbc', on: '--chat-surface' },
  { name: '--chat-line', label: 'Lines', light: '#e3e5ed', dark: '#323743' },
  { name: '--chat-bubble', label: 'Messages of others', light: '#eff0f5', dark: '#272b34' },
  { name: '--chat-bubble-ink', label: 'Text in them', light: '#191c26', dark: '#eceef4', on: '--chat-bubble' },
  { name: '--chat-own-bubble', label: 'Own messages', light: '#3747c4', dark: '#a9b4ff' },
  {
    name: '--chat-own-bubble-ink',
    label: 'Text in own ones',
    light: '#ffffff',
    dark: '#10142f',
    on: '--chat-own-bubble',
  },
]

/** What a colour is as long as it has none of its own. */
export const followed: Readonly<Record<string, string>> = {
  '--chat-own-bubble': '--chat-accent',
  '--chat-own-bubble-ink': '--chat-accent-ink',
  '--chat-bubble-ink': '--chat-ink',
}

export const sizes: readonly SizeProperty[] = [
  { name: '--chat-radius', label: 'Corners of the window', least: 0, most: 32, usual: 16 },
  { name: '--chat-bubble-radius', label: 'Corners of messages', least: 0, most: 28, usual: 18 },
  { name: '--chat-font-size', label: 'Letters', least: 12, most: 24, usual: 16 },
  { name: '--chat-width', label: 'Width', least: 300, most: 560, usual: 392 },
  { name: '--chat-height', label: 'Height', least: 360, most: 900, usual: 640 },
  { name: '--chat-gap', label: 'From the edge of the page', least: 0, most: 60, usual: 20 },
]

export const fonts: readonly (readonly [label: string, family: string])[] = [
  ['The system’s', ''],
  ['Serif', "Georgia, 'Times New Roman', serif"],
  ['Rounded', "ui-rounded, 'Hiragino Maru Gothic ProN', Quicksand, Comfortaa, Manjari, Nunito, sans-serif"],
  ['Monospace', 'ui-monospace, Menlo, Consolas, monospace'],
]
