import { createChatBackend } from '@chat-transport/backend'
import { expect, it, onTestFinished } from 'vitest'
import { createPlannedErrors } from '../../src/script/planned-errors.ts'
import { scriptedEntrance } from '../../src/script/scripted-entrance.ts'
import { start } from '../support/page-line.ts'

function openEntrance() {
  const errors = createPlannedErrors()
  const backend = createChatBackend(errors.options)
  onTestFinished(() => backend.close())
  const delivered: unknown[] = []
  const line = { deliver: (events: readonly unknown[]) => void delivered.push(...events), drop: () => undefined }
  const entrance = scriptedEntrance(backend, errors)
  return { entrance, errors, delivered, backend, attach: () => entrance.attach(start, line) }
}

it('has settled when every attach is answered, and at once when there is none', async () => {
  const { entrance, attach } = openEntrance()
  await entrance.settled()
  const answered = new Set<string>()
  for (const name of ['one', 'two']) void attach().then(() => answered.add(name))
  await entrance.settled()
  expect(answered, 'in whichever order their secrets were hashed').toEqual(new Set(['one', 'two']))
})

it('lets an attachment do all that an attachment does', async () => {
  const { attach, backend, delivered } = openEntrance()
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

it('lets the errors planned befall attaches and commands', async () => {
  const { attach, errors, delivered } = openEntrance()
  errors.forAttach({ code: 101 })
  errors.forCommand({ code: 1 })
  expect((await attach()).answer).toMatchObject({ error: { code: 101 }, commandId: start.id })
  const { attachment } = await attach()
  attachment?.start()
  await attachment?.receive({ type: 'LeaveSession', id: '1' })
  await expect.poll(() => delivered.at(-1)).toMatchObject({ error: { code: 1 }, commandId: '1' })
})
