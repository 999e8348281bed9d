import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { installBrowserGlobals } from '../../../support/node-browser-globals.ts'
import { reportWrongs } from '../../soak/tally.ts'
import { chaosOptions } from './chaos-options.ts'
import { killOneServer } from './kill-one-server.ts'

const { timeoutMs, ...options } = chaosOptions(process.env)

test('kill -9 of the one server loses nothing, and doubles nothing', { timeout: timeoutMs }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chat-chaos-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  installBrowserGlobals()

  const { tally, recoveries } = await killOneServer(options, join(folder, 'chats.db'))

  console.log(
    [
      `${options.kills} times kill -9 of one server on SQLite, ${options.chats} chats, seed ${options.seed}`,
      `  ${tally.messages} messages were kept; ${tally.cutShort} of agents were not acknowledged, and are not there`,
      recoveries.report(),
      reportWrongs(tally),
    ].join('\n'),
  )
  expect(tally.found).toEqual([])
  expect(tally.messages).toBeGreaterThan(options.chats)
})
