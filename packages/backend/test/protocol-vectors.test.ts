import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import { commandVectors, documentedCommands, exchangeVectors } from '../../../test/support/protocol-vectors.ts'
import type { EventError } from '@chat-transport/core'
import { createChatBackend, type SessionFiles } from '../src/index.ts'
import { startExchange } from './support/exchange-player.ts'

describe('commands of the protocol', () => {
  it.each(accepted())('$rule accepts $name', async ({ command }) => {
    expect(await refusalOf(command)).toBeUndefined()
  })

  it.each(refused())('$rule answers $outcome to $name', async ({ command, outcome, parameter = '' }) => {
    const refusal = await refusalOf(command)
    expect(refusal?.error.code).toBe(outcome)
    expect(refusal?.error.description).toContain(parameter)
  })

  it.each(documentedCommands())('accepts the $type that the protocol shows', async (command) => {
    expect(await refusalOf(command, anyFile)).toBeUndefined()
  })

  it('shows every command that the vectors know to be valid', () => {
    const known = accepted().map(({ command }) => typeOf(command))
    expect(new Set(documentedCommands().map(({ type }) => type))).toEqual(new Set(known))
  })
})

describe('exchanges of the protocol', () => {
  it.each(exchangeVectors())('$rule $name', async ({ steps }) => {
    const exchange = startExchange()
    onTestFinished(exchange.close)
    for (const step of steps) await exchange.play(step)
  })
})

function accepted() {
  return commandVectors().filter(({ outcome }) => outcome === 'accepted')
}
function refused() {
  return commandVectors().filter(({ outcome }) => outcome !== 'accepted')
}
function typeOf(command: unknown): unknown {
  return typeof command === 'object' && command !== null && 'type' in command ? command.type : undefined
}

/**
 * The syntax error (1, 2 or 3) with which a new back end answers the command, where it belongs: attaches as the first of a
 * line, everything else on a line that is attached. The session that a vector restores does not exist, which is no matter of
 * syntax. `files`: those that the back end has; without them it takes none.
 */
async function refusalOf(command: unknown, files?: SessionFiles): Promise<EventError | undefined> {
  const backend = createChatBackend({ authenticate: (_request, { auth }) => !auth || { user: { id: 'ada' } } })
  if (files) backend.useFiles(files)
  onTestFinished(() => backend.close())
  const received: object[] = []
  const deliver = (events: readonly string[]) => void received.push(...events.map((event) => JSON.parse(event)))
  const line = { deliver, drop: () => undefined }
  if (typeOf(command) === 'StartSession' || typeOf(command) === 'RestoreSession') {
    received.push((await backend.attach(command, line)).answer)
  } else {
    const { attachment } = await backend.attach(aStart, line)
    attachment?.start()
    // What changes a message needs one.
    await attachment?.receive({ ...aMessage, id: 'before-it' })
    await attachment?.receive(command)
    // Commands run in sequence: once this one is answered, the one before it has been.
    await attachment?.receive(aMessage)
    await vi.waitFor(() => expect(received).toContainEqual(expect.objectContaining({ commandId: aMessage.id })), fast)
    await settle()
  }
  return received.filter(isError).find(({ error }) => error.code < 50)
}

/** Every file that a message names has been uploaded. */
const anyFile: SessionFiles = {
  offer: () => ({ url: '/files', maxBytes: 1_000, types: ['*/*'] }),
  find: (_sessionId, id) => ({ id, name: 'cat.txt', type: 'text/plain', bytes: 4 }),
  claim: () => Promise.resolve(),
  add: () => Promise.reject(new Error('no agent sends one here')),
  removed: () => undefined,
}

const fast = { interval: 1 }
const aStart = { type: 'StartSession', id: 'start-0', secret: 's'.repeat(43), pageId: 'page-0', take: true }
const aMessage = { type: 'SendMessage', id: 'after-it', content: { type: 'text', text: 'Hello' } }

function isError(event: object): event is EventError {
  return 'type' in event && event.type === 'EventError'
}
