import { valkeySessionStore } from '@chat-transport/store-valkey'
import { startOfUser } from './starts.ts'

/** Sent when a start is made, and when the store has acknowledged it. */
export interface Started {
  readonly count: number
  /** None as yet. */
  readonly sessionId?: string
}

interface Options {
  readonly urls: readonly string[]
  readonly from: number
}

const { urls, from } = JSON.parse(process.argv[2] ?? '') as Options
const store = await valkeySessionStore({ cluster: urls })

/** Four of them start one session after another until the process is killed, each of a user of its own. */
let next = from
for (let starter = 0; starter < 4; starter++) void startForever()

async function startForever(): Promise<void> {
  for (;;) {
    const count = next++
    process.send?.({ count } satisfies Started)
    const session = await store.create(...startOfUser(count, `${count}-${process.pid}`))
    process.send?.({ count, sessionId: session.record.id } satisfies Started)
  }
}
