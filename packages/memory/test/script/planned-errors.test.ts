import { ChatRefusal } from '@chat-transport/backend'
import type { BackendSession } from '@chat-transport/backend'
import { describe, expect, it } from 'vitest'
import { createPlannedErrors, describeCode } from '../../src/script/planned-errors.ts'
import { start } from '../../../../test/support/page-line.ts'

const leave = (id: string) => ({ type: 'LeaveSession', id }) as const
const session = {} as BackendSession

describe('planned errors', () => {
  it('change nothing while there are none', async () => {
    const { prepareAttach, prepareCommand, options } = createPlannedErrors()
    expect(prepareAttach(start)).toBe(start)
    expect(prepareCommand(leave('1'))).toEqual(leave('1'))
    expect(await options.authenticate?.(start, {})).toBeUndefined()
    expect(await options.decorators?.[0]?.(leave('1'), session)).toEqual(leave('1'))
  })

  it('wait for something that can be answered, and for a command that somebody waits for', () => {
    const errors = createPlannedErrors()
    errors.forCommand({ code: 1 })
    errors.forAttach({ code: 1 })
    for (const passing of [{ type: 'SendTyping', id: '1' }, { type: 'MarkRead', id: '2' }, null, 'x', {}])
      expect(errors.prepareCommand(passing)).toBe(passing)
    expect(errors.prepareAttach(undefined)).toBeUndefined()
    expect(errors.prepareCommand(leave('3'))).toEqual({ type: 'NoLeaveSession', id: '3' })
    expect(errors.prepareAttach(start)).toEqual({ ...start, type: 'NoStartSession' })
  })

  it('answer the command that took them, whichever is decided first', async () => {
    const errors = createPlannedErrors()
    const decorate = errors.options.decorators?.[0]
    errors.forCommand({ code: 51 })
    for (const id of ['1', '2']) errors.prepareCommand(leave(id))
    expect(await decorate?.(leave('2'), session)).toEqual(leave('2'))
    expect(await decorate?.(leave('1'), session)).toBeInstanceOf(ChatRefusal)
    expect(await decorate?.(leave('1'), session)).toEqual(leave('1'))
  })

  it('are refused in so many words where a command cannot be malformed', async () => {
    const errors = createPlannedErrors()
    errors.forCommand({ code: 2 })
    errors.prepareCommand(leave('1'))
    expect(await errors.options.decorators?.[0]?.(leave('1'), session)).toMatchObject({
      code: 2,
      description: 'one or more mandatory parameters of a chat command are missing',
    })
  })
})

it('has words for every code', () => {
  expect(describeCode(101)).toBe('login to Chat Server failed')
  expect(describeCode(77)).toBe('error 77')
})
