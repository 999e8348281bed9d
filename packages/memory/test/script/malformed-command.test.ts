import { createChatBackend } from '@chat-transport/backend'
import { describe, expect, it, onTestFinished } from 'vitest'
import { malformedCommand } from '../../src/script/malformed-command.ts'
import { start } from '../../../../test/support/page-line.ts'

const restore = { ...start, type: 'RestoreSession', sessionId: 's', after: 0 }
const commands = [
  { type: 'SendMessage', id: '1', content: { type: 'text', text: 'x' } },
  { type: 'SendNotice', id: '1', notice: { name: 'x' } },
  { type: 'UpdateUserData', id: '1', userData: {} },
]

/** The code of the back end's own answer. */
async function answerTo(command: object, attached: boolean): Promise<unknown> {
  const backend = createChatBackend()
  onTestFinished(() => backend.close())
  const answers: unknown[] = []
  const line = {
    deliver: (events: readonly string[]) => void answers.push(...events.map((event) => JSON.parse(event))),
    drop: () => undefined,
  }
  const { answer, attachment } = await backend.attach(attached ? start : command, line)
  attachment?.start()
  if (!attached) return answer
  await attachment?.receive(command)
  // The event of the start comes as well.
  const errors = () => answers.filter((event) => typeof event === 'object' && event !== null && 'error' in event)
  await expect.poll(errors).toHaveLength(1)
  return errors()[0]
}

describe('a malformed command', () => {
  it.each([start, restore])('makes the back end refuse an attach with 1, 2 and 3: $type', async (attach) => {
    for (const code of [1, 2, 3])
      expect(await answerTo(malformedCommand(attach, code) ?? attach, false)).toMatchObject({ error: { code } })
  })

  it.each(commands)('makes it refuse a command with 1, 2 and 3: $type', async (command) => {
    for (const code of [1, 2, 3])
      expect(await answerTo(malformedCommand(command, code) ?? command, true)).toMatchObject({
        error: { code },
        commandId: '1',
      })
  })

  it('asks for a session that nobody knows: 50', async () => {
    expect(await answerTo(malformedCommand(restore, 50) ?? restore, false)).toMatchObject({ error: { code: 50 } })
  })

  it('cannot be had for a parameter that is not there, nor for another code', () => {
    const leave = { type: 'LeaveSession', id: '1' }
    expect([malformedCommand(leave, 2), malformedCommand(leave, 3), malformedCommand(start, 50)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(malformedCommand(leave, 1)).toEqual({ type: 'NoLeaveSession', id: '1' })
    for (const command of commands) expect(malformedCommand(command, 51)).toBeUndefined()
  })
})
