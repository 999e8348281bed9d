import { once } from 'node:events'
import { sqliteSessionStore } from '@chat-transport/store-sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { bundle } from '../../../test/support/run-bundled.ts'
import type { Acknowledged } from './support/appending-process.ts'
import { transcript } from '../../../test/support/store-samples.ts'
import { temporaryFile } from './support/temporary-file.ts'

const rounds = 20
const sessions = ['s1', 's2', 's3']

test(
  `what was acknowledged is there, in its place and once, after ${rounds} times kill -9`,
  { timeout: 120_000 },
  async () => {
    const file = temporaryFile()
    const { run, remove } = await bundle(new URL('support/appending-process.ts', import.meta.url))
    onTestFinished(remove)
    const acknowledged = new Map<string, Acknowledged>()
    for (let round = 0; round < rounds; round++) {
      const before = acknowledged.size
      const child = run({ file, round, sessions })
      onTestFinished(() => void child.kill('SIGKILL'))
      const enough = before + 20 + 37 * round // so that each round ends at another moment
      await new Promise<void>((resolve) => {
        child.on('message', (each: Acknowledged) => {
          acknowledged.set(`${each.session} ${each.commandId}`, each)
          if (acknowledged.size >= enough) resolve()
        })
        child.once('exit', () => resolve())
      })
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      expect(child.signalCode).toBe('SIGKILL')
    }

    const store = await sqliteSessionStore({ file })
    onTestFinished(() => store.close())
    for (const session of sessions) {
      const events = await transcript(store, session)
      expect(events.map(({ index }) => index)).toEqual(events.map((_, place) => place + 1))
      const commands = events.map(({ json }) => json)
      expect(new Set(commands).size).toBe(commands.length)
      const mine = [...acknowledged.values()].filter((each) => each.session === session)
      expect(mine.length).toBeGreaterThan(rounds)
      for (const { commandId, index } of mine) expect(events[index - 1]?.json).toContain(JSON.stringify(commandId))
    }
  },
)
