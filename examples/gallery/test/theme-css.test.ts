import { expect, test } from 'vitest'
import { propertiesOfSource } from '../../../packages/widget/test/support/documented.ts'
import { colours, sizes } from '../src/theme/properties.ts'
import { colourIn, contrastOf, cssOf, type Theme } from '../src/theme/theme-css.ts'

const themeOf = ({
  light = {},
  dark = {},
  rest = {},
}: Partial<Record<keyof Theme, Record<string, string>>>): Theme => ({
  light: new Map(Object.entries(light)),
  dark: new Map(Object.entries(dark)),
  rest: new Map(Object.entries(rest)),
})

test('the page sets properties that the widget has', () => {
  for (const { name } of [...colours, ...sizes]) expect(propertiesOfSource()).toContain(name)
})

test('a theme that changes nothing has no CSS, also when a size was moved back', () => {
  const css = cssOf(themeOf({}))
  expect(css).toBe('/* Nothing is changed yet. */')
  expect(cssOf(themeOf({ rest: { '--chat-radius': '16px', '--chat-font': '' } }))).toBe(css)
})

test('a colour that is changed in one mode keeps the widget’s in the other', () => {
  const css = cssOf(themeOf({ light: { '--chat-accent': '#0b7a5b' }, rest: { '--chat-radius': '8px' } }))
  expect(css).toBe(`chat-widget {
  --chat-accent: light-dark(#0b7a5b, #a9b4ff);
  --chat-radius: 8px;
}`)
})

test('what follows another colour is shown as that, until it has its own', () => {
  const theme = themeOf({ light: { '--chat-accent': '#0b7a5b' }, dark: { '--chat-accent': '#6fd8b4' } })
  expect(colourIn(theme, 'light', '--chat-own-bubble')).toBe('#0b7a5b')
  expect(colourIn(theme, 'light', '--chat-header')).toBe('#0b7a5b')
  expect(colourIn(theme, 'dark', '--chat-header')).toBe('#20243a')
})

test('contrast is that of WCAG', () => {
  expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrastOf('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})
