import type { BackendSession } from '@chat-transport/backend'
import { ChatError, ErrorCode } from '@chat-transport/core'
import { expect } from 'vitest'
import { eventually } from '../../support/deadline.ts'
import { textsOf } from '../support/transcript-texts.ts'
import { exchange, type Scenario } from './moments.ts'
import type { Setup } from './setup.ts'

/** Checks the end of a case, after the fault. */
export const checkOutcome: Readonly<Record<Scenario['kind'], (setup: Setup) => Promise<void>>> = {
  async start(setup) {
    await exchange(setup, 'after')
    expect(setup.store.sessionsMade).toBe(1)
    await checkTranscripts(setup)
  },

  async live(setup) {
    if (setup.store.forgotten) return checkExpired(setup)
    await exchange(setup, 'after')
    await checkTranscripts(setup)
  },

  async leave(setup) {
    expect(await setup.chat.restoreSession()).toBeNull()
    if (setup.store.forgotten) expect(setup.store.sessionsMade).toBe(0)
    else await checkTranscripts(setup)
  },

  async detach(setup) {
    if (setup.store.forgotten) {
      const refused = await setup.restore().catch((error: unknown) => error)
      expect(refused).toMatchObject({ code: ErrorCode.restorationFailed })
      expect(ChatError.is(refused) && refused.unsent).toMatchObject([
        { content: { text: 'visitor under way' } },
        { content: { text: 'visitor meanwhile' } },
      ])
      expect(setup.store.sessionsMade).toBe(0)
    } else {
      await setup.restore()
      await exchange(setup, 'after')
      await checkTranscripts(setup)
    }
  },
}

/** Both sides have the same transcript, with every message once, and each side's messages in the order sent. */
async function checkTranscripts(setup: Setup): Promise<void> {
  const { session, log } = setup.visitor
  const onServer = await setup.onServer()
  const there = await settledTranscript(onServer, setup)
  expect(session.transcript.map(({ event }) => event)).toEqual(there)

  const texts = textsOf(there)
  expect(log.texts).toEqual(texts)
  expect([...texts].sort()).toEqual([...setup.said.visitor, ...setup.said.agent].sort())
  expect(texts.filter((text) => setup.said.visitor.includes(text))).toEqual(setup.said.visitor)
  expect(texts.filter((text) => setup.said.agent.includes(text))).toEqual(setup.said.agent)
}

/** The server's transcript, after the page has caught up: an agent's join may still be on its way. */
async function settledTranscript(onServer: BackendSession, { visitor: { session } }: Setup) {
  await eventually(async () => session.transcript.at(-1)?.index === (await onServer.transcript()).at(-1)?.index)
  return onServer.transcript()
}

/** The page keeps its transcript, unaccepted messages are handed back, and a new start works at once. */
async function checkExpired(setup: Setup): Promise<void> {
  const { session, log } = setup.visitor
  const [ended] = log.all('sessionEnded')
  const handedBack = ChatError.is(ended?.cause) ? (ended.cause.unsent ?? []) : []
  const failed = session.transcript.filter(({ delivery }) => delivery === 'failed').map(({ command }) => command)
  expect(handedBack).toEqual(failed)
  expect(new Set(log.texts).size).toBe(log.texts.length)

  const accepted = log.texts.filter((text) => setup.said.visitor.includes(text))
  const unsent = failed.flatMap((command) => (command?.type === 'SendMessage' ? [command.content.text] : []))
  expect([...accepted, ...unsent]).toEqual(setup.said.visitor)

  expect(setup.store.sessionsMade).toBe(0)
  await setup.chat.startSession()
  expect(setup.store.sessionsMade).toBe(1)
}
