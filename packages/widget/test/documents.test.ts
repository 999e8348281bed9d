import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { WidgetErrorCode } from '../src/model/widget-errors.ts'
import { document, namesBelow, partsOfSource, propertiesOfSource, textsPage } from './support/documented.ts'

test('docs/theming.md has every custom property, and no other', () => {
  expect(namesBelow('Properties', document('theming.md'))).toEqual(propertiesOfSource())
})

test('docs/theming.md has every part, and no other', () => {
  expect(namesBelow('Parts', document('theming.md'))).toEqual(partsOfSource())
})

test('docs/texts.md has every text, as it is in English', async () => {
  const page = fileURLToPath(new URL('../../../docs/texts.md', import.meta.url))
  await expect(textsPage()).toMatchFileSnapshot(page)
})

test('docs/errors.md has every code of the widget, and no other', () => {
  const codes = [...document('errors.md').matchAll(/^### (2\d\d): /gm)].map(([, code]) => Number(code))
  expect(codes).toEqual(Object.values(WidgetErrorCode))
})

test('the README has every code of the widget', () => {
  const [, table = ''] = document('../packages/widget/README.md').split('\n| code | |\n')
  const rows = table.split('\n\n')[0] ?? ''
  const codes = [...rows.matchAll(/^\| (2\d\d(?:, 2\d\d)*) \|/gm)].flatMap(([, all = '']) =>
    all.split(', ').map(Number),
  )
  expect(codes.sort()).toEqual(Object.values(WidgetErrorCode))
})
