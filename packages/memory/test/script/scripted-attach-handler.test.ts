import { createChatBackend } from '@chat-transport/backend'
import { expect, it, onTestFinished } from 'vitest'
import { createPlannedErrors } from '../../src/script/planned-errors.ts'
import { scriptedAttachHandler } from '../../src/script/scripted-attach-handler.ts'
import { start } from '../../../../test/support/page-line.ts'

function openAttachHandler() {
  const errors = createPlannedErrors()
  const backend = createChatBackend(errors.options)
  onTestFinished(() => backend.close())
  const delivered: unknown[] = []
  const deliver = (events: readonly string[]) => void delivered.push(...events.map((event) => JSON.parse(event)))
  const line = { deliver, drop: () => undefined }
  const attachHandler = scriptedAttachHandler(backend, errors)
  return { attachHandler, errors, delivered, backend, attach: () => attachHandler.attach(start, line) }
}

it('has settled when every attach is answered, and at once when there is none', async () => {
  const { attachHandler, attach } = openAttachHandler()
  await attachHandler.settled()
  const answered = new Set<string>()
  for (const name of ['one', 'two']) void attach().then(() => answered.add(name))
  await attachHandler.settled()
  expect(answered, 'in whichever order their secrets were hashed').toEqual(new Set(['one', 'two']))
})

it('lets an attachment do all that an attachment does', async () => {
  const { attach, backend, delivered } = openAttachHandler()
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
  const { attach, errors, delivered } = openAttachHandler()
  errors.forAttach({ code: 101 })
  errors.forCommand({ code: 1 })
  expect((await attach()).answer).toMatchObject({ error: { code: 101 }, commandId: start.id })
  const { attachment } = await attach()
  attachment?.start()
  await attachment?.receive({ type: 'LeaveSession', id: '1' })
  await expect.poll(() => delivered.at(-1)).toMatchObject({ error: { code: 1 }, commandId: '1' })
})
