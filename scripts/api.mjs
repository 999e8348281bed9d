// Writes down what each package exports, in packages/*/api.md, so that a change of it is seen in review:
//   npm run api
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './npm.mjs'
import { readOptions } from './options.mjs'

readOptions()
const { apiReports } = await import('./api/api-reports.mjs')

for (const { file, text, undocumented } of apiReports()) {
  writeFileSync(join(root, file), text)
  if (undocumented.length === 0) continue
  console.error(`${file}: exported without a comment that says what it is: ${undocumented.join(', ')}`)
  process.exitCode = 1
}
