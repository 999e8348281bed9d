import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { bundle } from '../../../test/support/run-bundled.ts'
import { givenServer, givenStore } from './support/given.ts'
import { start, transcript } from '../../../test/support/store-samples.ts'
import { mustBeKept, startWriters, type Acknowledged } from './support/writers.ts'

const rounds = 10
const sessions = ['s1', 's2', 's3']
const synced = { appendonly: 'yes', appendfsync: 'always' }

test(
  `what was acknowledged is there, in its place and once, after two processes were killed ${rounds} times`,
  { timeout: 120_000 },
  async () => {
    const server = await givenServer(synced)
    const { run, remove } = await bundle(new URL('support/appending-process.ts', import.meta.url))
    onTestFinished(remove)
    const acknowledged: Acknowledged[] = []
    for (let round = 0; round < rounds; round++) {
      const enough = acknowledged.length + 20 + 37 * round // so that each round ends at another moment
      const children = ['one', 'other'].map((name) => run({ url: server.url, name: `${round}-${name}`, sessions }))
      onTestFinished(() => children.forEach((child) => child.kill('SIGKILL')))
      await new Promise<void>((resolve) => {
        for (const child of children) {
          child.on('message', (each: Acknowledged) => {
            acknowledged.push(each)
            if (acknowledged.length >= enough) resolve()
          })
          child.once('exit', () => resolve())
        }
      })
      for (const child of children) {
        child.kill('SIGKILL')
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
        expect(child.signalCode).toBe('SIGKILL')
      }
    }
    const store = await givenStore({ url: server.url })
    await mustBeKept(store, sessions, acknowledged)
    for (const { session, index, commandId } of acknowledged) {
      const [event] = await store.read(session, index - 1, 1)
      expect(event).toMatchObject({ index, json: expect.stringContaining(JSON.stringify(commandId)) as string })
    }
  },
)

test(
  `what was acknowledged is there and once after the server was killed ${rounds} times, and the store goes on by itself`,
  { timeout: 120_000 },
  async () => {
    const server = await givenServer(synced)
    const store = await givenStore({ url: server.url })
    for (const id of sessions) await start(store, id)
    const writers = startWriters(store, sessions, 'w')
    for (let round = 0; round < rounds; round++) {
      const enough = writers.acknowledged.length + 10 + 23 * round
      await expect.poll(() => writers.acknowledged.length, { timeout: 20_000, interval: 1 }).toBeGreaterThan(enough)
      await server.kill()
      await server.restart()
    }
    const before = writers.acknowledged.length
    await expect.poll(() => writers.acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(before + 10)
    await writers.stop()
    await mustBeKept(store, sessions, writers.acknowledged)
    expect((await transcript(store, 's1')).length).toBeGreaterThan(rounds)
  },
)
