import type { BackendSession } from '@chat-transport/backend'
import { ChatError, ErrorCode, textOf, type TranscriptCommand, type TranscriptEvent } from '@chat-transport/core'
import { expect } from 'vitest'
import { eventually } from '../../support/deadline.ts'
import { isChangeEvent, shownBy, toBeShown } from '../../support/shown-messages.ts'
import { exchange, type Scenario } from './scenario.ts'
import type { Setup } from './setup.ts'

/** Checks the end of a case, after the fault. */
export const checkOutcome: Readonly<Record<Scenario['kind'], (setup: Setup) => Promise<void>>> = {
  async start(setup) {
    await exchange(setup, 'after')
    expect(setup.store.sessionsMade).toBe(1)
    await checkTranscripts(setup)
  },

  live: async (setup) => void (await checkLive(setup)),

  async stream(setup) {
    const lives = await checkLive(setup)
    const { visitor, words, said, wasRestarted } = setup
    expect(visitor.streamed.filter((text) => !words.given.startsWith(text))).toEqual([])
    if (lives) expect(visitor.streamed.at(-1)).toBe(said.bot[0])
    if (!wasRestarted) expect(said.bot[0]).toBe(words.given)
  },

  async file(setup) {
    if (!(await checkLive(setup))) return
    const { session } = setup.visitor
    const contents = messagesIn(session.transcript.flatMap(({ event }) => event ?? [])).map(({ content }) => content)
    const [sent, ...others] = contents.filter((content) => content.type === 'file')
    expect([sent?.file.bytes, others]).toEqual([setup.file.length, []])
    const fetched = await fetch(new URL(sent?.file.url ?? '', setup.server.url))
    expect(Buffer.compare(Buffer.from(await fetched.arrayBuffer()), setup.file)).toBe(0)
  },

  async user(setup) {
    if (!(await checkLive(setup))) return
    const { session } = setup.visitor
    const onServer = await setup.onServer()
    expect([session.party.name, onServer.user?.id]).toEqual(['Ann', 'user-1'])
    expect((await onServer.transcript()).filter(({ type }) => type === 'EventParticipantUpdated')).toHaveLength(1)
  },

  async history(setup) {
    if (await checkLive(setup)) expect(setup.visitor.session.hasEarlier).toBe(false)
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

  async 'sign-out'(setup) {
    expect(await setup.storage.keys()).toEqual([])
    expect(await setup.chat.restoreSession()).toBeNull()
    const kept = await setup.store.read(setup.visitor.session.id, 0, Infinity)
    const texts = messagesIn(kept.map(({ json }) => JSON.parse(json) as TranscriptEvent)).map(({ content }) =>
      textOf(content),
    )
    expect(texts).toEqual([...new Set(texts)])
    await setup.start()
    await setup.visitor.session.sendMessage('of somebody else')
    await setup.visitor.log.waitForText('of somebody else')
    expect(setup.visitor.log.texts).toHaveLength(1)
  },
}

/** Returns whether the session lives: the server may have lost it. */
async function checkLive(setup: Setup): Promise<boolean> {
  if (setup.store.forgotten) {
    await checkExpired(setup)
    return false
  }
  await exchange(setup, 'after')
  await checkTranscripts(setup)
  return true
}

/** Both sides have the same transcript, with every message and every change once, and each one's in the order in which they came. */
async function checkTranscripts(setup: Setup): Promise<void> {
  const { session, log, toldFrom } = setup.visitor
  const onServer = await setup.onServer()
  const there = await settledTranscript(onServer, setup)
  expect(session.transcript.map(shownBy)).toEqual(toBeShown(there))
  expect(there.filter(isChangeEvent).map(({ target }) => target)).toEqual(setup.changed)

  const told = messagesIn(there.filter(({ index }) => index >= toldFrom))
  expect(log.texts).toEqual(told.map(({ content }) => textOf(content)))
  const texts = messagesIn(there).map(({ content }) => textOf(content))
  const said = Object.values(setup.said)
  expect([...texts].sort()).toEqual(said.flat().sort())
  for (const own of said) expect(texts.filter((text) => own.includes(text))).toEqual(own)
}

/** The server's transcript, after the page has caught up: an agent's join may still be on its way. */
async function settledTranscript(onServer: BackendSession, { visitor: { session } }: Setup) {
  const newest = async () => toBeShown(await onServer.transcript()).at(-1)?.event.index
  await eventually(async () => session.transcript.at(-1)?.index === (await newest()))
  return onServer.transcript()
}

/** The page keeps its transcript, unaccepted messages are handed back, changes are taken back, and a new start works at once. */
async function checkExpired(setup: Setup): Promise<void> {
  const { session, log } = setup.visitor
  const [ended] = log.all('sessionEnded')
  const handedBack = ChatError.is(ended?.cause) ? (ended.cause.unsent ?? []) : []
  const failed = session.transcript.filter(({ delivery }) => delivery === 'failed').map(({ command }) => command)
  const unsent = failed.flatMap((command) => (command?.type === 'SendMessage' ? [command.content] : []))
  expect(handedBack.filter((command) => !isChange(command))).toEqual(failed.filter((command) => !isFile(command)))
  expect(handedBack.filter(isChange).map(({ target }) => target)).toEqual(setup.changed)
  expect(session.transcript.filter((entry) => entry.edited ?? entry.deleted ?? entry.reactions?.length)).toEqual([])

  const accepted = log.texts.filter((text) => setup.said.visitor.includes(text))
  expect(new Set(log.texts).size).toBe(log.texts.length)
  const texts = (type: string) => unsent.filter((content) => content.type === type).map(textOf)
  expect([...accepted, ...texts('text')]).toEqual(setup.said.visitor)
  expect(texts('file')).toEqual(setup.said.upload)

  expect(setup.store.sessionsMade).toBe(0)
  await setup.chat.startSession()
  expect(setup.store.sessionsMade).toBe(1)
}

const messagesIn = (events: readonly TranscriptEvent[]) => events.filter((event) => event.type === 'EventMessage')

type ChangeCommand = Extract<TranscriptCommand, { readonly target: number }>
const isChange = (command: TranscriptCommand): command is ChangeCommand => 'target' in command
/** A file waits beside the queue until it is uploaded. */
const isFile = (command: TranscriptCommand | undefined) =>
  command?.type === 'SendMessage' && command.content.type === 'file'
