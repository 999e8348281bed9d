import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
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
