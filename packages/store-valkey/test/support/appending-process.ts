import { valkeySessionStore } from '@chat-transport/store-valkey'
import { message, start } from '../../../../test/support/store-samples.ts'
import type { Acknowledged } from './writers.ts'

interface Options {
  readonly url: string
  readonly name: string
  readonly sessions: readonly string[]
}

const { url, name, sessions } = JSON.parse(process.argv[2] ?? '') as Options
const store = await valkeySessionStore({ url })

/** Three writers for each session, each of which appends until the process is killed. */
for (const session of sessions) {
  await start(store, session)
  for (const writer of ['a', 'b', 'c']) void appendForever(session, writer)
}

async function appendForever(session: string, writer: string): Promise<void> {
  for (let count = 0; ; count++) {
    const commandId = `${name}-${writer}-${count}`
    const appended = await store.append(session, message(commandId, commandId))
    if (appended.outcome !== 'appended') throw new Error(`a new event was answered with ${appended.outcome}`)
    process.send?.({ session, commandId, index: appended.event.index } satisfies Acknowledged)
  }
}
