import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { bundle } from '../../../test/support/run-bundled.ts'
import { givenCluster, givenStore } from './support/given.ts'
import { startOfUser } from './support/starts.ts'
import type { Started } from './support/starting-process.ts'

const rounds = 10

test(
  'a start has one session, whenever its process is killed, and another process can make what was begun',
  { timeout: 120_000 },
  async () => {
    const cluster = await givenCluster()
    const store = await givenStore({ cluster: cluster.urls })
    const { run, remove } = await bundle(new URL('support/starting-process.ts', import.meta.url))
    onTestFinished(remove)
    const sessions = new Map<number, string | undefined>()
    for (let round = 0; round < rounds; round++) {
      const enough = sessions.size + 10 + 7 * round // so that each round ends at another moment
      const child = run({ urls: cluster.urls, from: sessions.size })
      onTestFinished(() => void child.kill('SIGKILL'))
      await new Promise<void>((resolve) => {
        child.on('message', ({ count, sessionId }: Started) => {
          sessions.set(count, sessionId ?? sessions.get(count))
          if (sessions.size >= enough) resolve()
        })
        child.once('exit', () => resolve())
      })
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      expect(child.signalCode).toBe('SIGKILL')
    }

    const unknown = [...sessions].filter(([, sessionId]) => sessionId === undefined)
    expect(unknown.length).toBeGreaterThan(0)
    for (const [count, acknowledged] of sessions) {
      const starts = ['again', 'and again'].map((name) => store.create(...startOfUser(count, `${name} ${count}`)))
      const [one, other] = (await Promise.all(starts)).map(({ record }) => record.id)
      expect(one).toBe(acknowledged ?? other)
      expect(other).toBe(one)
      const [record, joined, claim] = startOfUser(count, `phone ${count}`)
      const phone = { ...claim, device: { startId: `phone ${count}`, secretHash: '' } }
      expect((await store.create(record, joined, phone)).record.id).toBe(one)
    }
  },
)
