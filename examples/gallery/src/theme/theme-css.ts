import { colours, followed, sizes } from './properties.ts'

export type Mode = 'light' | 'dark'

/** What was changed: colours by name and mode, all else by name. */
export interface Theme {
  readonly light: ReadonlyMap<string, string>
  readonly dark: ReadonlyMap<string, string>
  readonly rest: ReadonlyMap<string, string>
}

/** What a colour is in a mode: its own, that of the one that it follows, or the widget's. */
export function colourIn(theme: Theme, mode: Mode, name: string): string {
  const own = theme[mode].get(name)
  if (own !== undefined) return own
  const other = followed[name] ?? (name === '--chat-header' && mode === 'light' ? '--chat-accent' : undefined)
  if (other !== undefined && theme[mode].has(other)) return colourIn(theme, mode, other)
  return colours.find((colour) => colour.name === name)?.[mode] ?? ''
}

/** The properties that differ from the widget's own, as they are set. */
export function changedProperties(theme: Theme): [name: string, value: string][] {
  const changed = colours.filter(({ name }) => theme.light.has(name) || theme.dark.has(name))
  return [
    ...changed.map(({ name }): [string, string] => [
      name,
      `light-dark(${colourIn(theme, 'light', name)}, ${colourIn(theme, 'dark', name)})`,
    ]),
    ...[...theme.rest].filter(([name, value]) => value !== usualOf(name)),
  ]
}

const usualOf = (name: string) => {
  const size = sizes.find((one) => one.name === name)
  return size ? `${size.usual}px` : ''
}

export function cssOf(theme: Theme): string {
  const lines = changedProperties(theme).map(([name, value]) => `  ${name}: ${value};`)
  return lines.length === 0 ? '/* Nothing is changed yet. */' : ['chat-widget {', ...lines, '}'].join('\n')
}

/** How far two colours are apart, 1 to 21, as WCAG has it. Both as `#rrggbb`. */
export function contrastOf(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
