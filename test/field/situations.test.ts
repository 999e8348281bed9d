import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { situations } from './situations.ts'

test('each kind of situation has a test file that plays it', async () => {
  const files = await readdir(new URL('.', import.meta.url))
  const played = files.filter((file) => file.endsWith('.test.ts') && file !== 'situations.test.ts')
  expect(played.sort()).toEqual(
    Object.keys(situations)
      .map((kind) => `${kind}.test.ts`)
      .sort(),
  )
})
