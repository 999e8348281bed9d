import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { apiReports } from '../../scripts/api/api-reports.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const reports = apiReports()
const howTo = 'run `npm run build && npm run api`, and read what has changed in it'

test.each(reports)('$file says what is exported', ({ file, text }) => {
  const written = existsSync(root + file) ? readFileSync(root + file, 'utf8') : ''
  expect(written, `${file} is not up to date: ${howTo}`).toBe(text)
})

test.each(reports)('whatever $file has is documented', ({ undocumented }) => {
  expect(undocumented).toEqual([])
})
