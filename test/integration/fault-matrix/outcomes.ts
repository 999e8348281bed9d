import type { BackendSession } from '@chat-transport/backend'
import { ChatError, ErrorCode } from '@chat-transport/core'
import { expect } from 'vitest'
import { eventually } from '../../support/deadline.ts'
import { textsOf } from '../support/transcript-texts.ts'
import { exchange, type Scenario } from './moments.ts'
import type { Stage } from './stage.ts'

/** What has to be true at the end of a case, once the fault is over. */
export const checkOutcome: Readonly<Record<Scenario['kind'], (stage: Stage) => Promise<void>>> = {
  async start(stage) {
    await exchange(stage, 'after')
    expect(stage.store.sessionsMade).toBe(1)
    await checkTranscripts(stage)
  },

  async live(stage) {
    if (stage.store.forgotten) return checkExpired(stage)
    await exchange(stage, 'after')
    await checkTranscripts(stage)
  },

  async leave(stage) {
    expect(await stage.chat.restoreSession()).toBeNull()
    if (stage.store.forgotten) expect(stage.store.sessionsMade).toBe(0)
    else await checkTranscripts(stage)
  },

  async detach(stage) {
    if (stage.store.forgotten) {
      const refused = await stage.restore().catch((error: unknown) => error)
      expect(refused).toMatchObject({ code: ErrorCode.restorationFailed })
      expect(ChatError.is(refused) && refused.unsent).toMatchObject([
        { content: { text: 'visitor under way' } },
        { content: { text: 'visitor meanwhile' } },
      ])
      expect(stage.store.sessionsMade).toBe(0)
    } else {
      await stage.restore()
      await exchange(stage, 'after')
      await checkTranscripts(stage)
    }
  },
}

/** Both sides have the same, everything once, and what each of them said in the order they said it. */
async function checkTranscripts(stage: Stage): Promise<void> {
  const { session, log } = stage.visitor
  const onServer = await stage.onServer()
  const there = await settledTranscript(onServer, stage)
  expect(session.transcript.map(({ event }) => event)).toEqual(there)

  const texts = textsOf(there)
  expect(log.texts).toEqual(texts)
  expect([...texts].sort()).toEqual([...stage.said.visitor, ...stage.said.agent].sort())
  expect(texts.filter((text) => stage.said.visitor.includes(text))).toEqual(stage.said.visitor)
  expect(texts.filter((text) => stage.said.agent.includes(text))).toEqual(stage.said.agent)
}

/** The server's transcript, once the page has as much: somebody's joining may still be on its way. */
async function settledTranscript(onServer: BackendSession, { visitor: { session } }: Stage) {
  await eventually(async () => session.transcript.at(-1)?.index === (await onServer.transcript()).at(-1)?.index)
  return onServer.transcript()
}

/** What the page was told stays as it is, what was not accepted is handed back, and a new start works at once. */
async function checkExpired(stage: Stage): Promise<void> {
  const { session, log } = stage.visitor
  const [ended] = log.all('sessionEnded')
  const handedBack = ChatError.is(ended?.cause) ? (ended.cause.unsent ?? []) : []
  const failed = session.transcript.filter(({ delivery }) => delivery === 'failed').map(({ command }) => command)
  expect(handedBack).toEqual(failed)
  expect(new Set(log.texts).size).toBe(log.texts.length)

  const accepted = log.texts.filter((text) => stage.said.visitor.includes(text))
  const unsent = failed.flatMap((command) => (command?.type === 'SendMessage' ? [command.content.text] : []))
  expect([...accepted, ...unsent]).toEqual(stage.said.visitor)

  expect(stage.store.sessionsMade).toBe(0)
  await stage.chat.startSession()
  expect(stage.store.sessionsMade).toBe(1)
}
