import { sqliteSessionStore } from '@chat-transport/store-sqlite'
import { message, start } from '../../../../test/support/store-samples.ts'

/** Sent when the store has acknowledged an event. */
export interface Acknowledged {
  readonly session: string
  readonly commandId: string
  readonly index: number
}

interface Options {
  readonly file: string
  readonly round: number
  readonly sessions: readonly string[]
}

const { file, round, sessions } = JSON.parse(process.argv[2] ?? '') as Options
const store = await sqliteSessionStore({ file })

/** Three writers for each session, each of which appends until the process is killed. */
for (const session of sessions) {
  await start(store, session)
  for (const writer of ['a', 'b', 'c']) void appendForever(session, writer)
}

async function appendForever(session: string, writer: string): Promise<void> {
  for (let count = 0; ; count++) {
    const commandId = `${round}-${writer}-${count}`
    const appended = await store.append(session, message(commandId, commandId))
    if (appended.outcome !== 'appended') throw new Error(`a new event was answered with ${appended.outcome}`)
    process.send?.({ session, commandId, index: appended.event.index } satisfies Acknowledged)
  }
}
