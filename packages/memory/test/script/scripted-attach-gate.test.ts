import { createChatBackend } from '@chat-transport/backend'
import { expect, it, onTestFinished } from 'vitest'
import { createPlannedErrors } from '../../src/script/planned-errors.ts'
import { scriptedAttachGate } from '../../src/script/scripted-attach-gate.ts'
import { start } from '../../../../test/support/page-line.ts'

function openAttachGate() {
  const errors = createPlannedErrors()
  const backend = createChatBackend(errors.options)
  onTestFinished(() => backend.close())
  const delivered: unknown[] = []
  const deliver = (events: readonly string[]) => void delivered.push(...events.map((event) => JSON.parse(event)))
  const line = { deliver, drop: () => undefined }
  const attachGate = scriptedAttachGate(backend, errors)
  return { attachGate, errors, delivered, backend, attach: () => attachGate.attach(start, line) }
}

it('has settled when every attach is answered, and at once when there is none', async () => {
  const { attachGate, attach } = openAttachGate()
  await attachGate.settled()
  const answered = new Set<string>()
  for (const name of ['one', 'two']) void attach().then(() => answered.add(name))
  await attachGate.settled()
  expect(answered, 'in whichever order their secrets were hashed').toEqual(new Set(['one', 'two']))
})

it('lets an attachment do all that an attachment does', async () => {
  const { attach, backend, delivered } = openAttachGate()
  const { attachment } = await attach()
  attachment?.start()
  attachment?.confirm()
  const session = backend.session(attachment?.sessionId ?? '')
  expect(session?.attached).toBe(true)
  const left = new Promise((resolve) => session?.onVisitorLeft(resolve))
  await attachment?.receive({ type: 'LeaveSession', id: '1' })
  await left
  expect(delivered).toMatchObject([{ type: 'EventParticipantJoined' }, { type: 'EventSessionEnded' }])
  attachment?.detach()
  expect(session?.attached).toBe(false)
})

it('answers attaches and commands with the planned errors', async () => {
  const { attach, errors, delivered } = openAttachGate()
  errors.forAttach({ code: 101 })
  errors.forCommand({ code: 1 })
  expect((await attach()).answer).toMatchObject({ error: { code: 101 }, commandId: start.id })
  const { attachment } = await attach()
  attachment?.start()
  await attachment?.receive({ type: 'LeaveSession', id: '1' })
  await expect.poll(() => delivered.at(-1)).toMatchObject({ error: { code: 1 }, commandId: '1' })
})
