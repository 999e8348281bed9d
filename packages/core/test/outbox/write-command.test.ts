import { describe, expect, it } from 'vitest'
import { writeCommand } from '../../src/outbox/write-command.ts'
import type { Logger } from '../../src/platform/logger.ts'
import type { TransportConnection } from '../../src/transport/transport.ts'

const command = { type: 'LeaveSession', id: 'leave-1' } as const
const mostTurns = 5

/** What is logged of a command when a transport's `send` is this. */
async function logOf(send: () => unknown) {
  const told: unknown[][] = []
  const tell = (...line: unknown[]) => void told.push(line)
  const logger: Logger = { debug: tell, info: tell, warn: tell, error: tell }
  writeCommand({ send } as Pick<TransportConnection, 'send'>, command, logger)
  for (let turn = 0; turn < mostTurns; turn++) await Promise.resolve()
  return told
}

const written = ['send LeaveSession leave-1']
const broken = new Error('the line is broken')

describe('a command that is written', () => {
  it.each([
    ['nothing', undefined],
    ['a promise', Promise.resolve()],
    ['what only JavaScript can return', true],
    ['null', null],
  ])('is logged as written by a transport that returns %s', async (_what, returned) => {
    expect(await logOf(() => returned)).toEqual([written])
  })

  it.each([
    [
      'throws',
      () => {
        throw broken
      },
    ],
    ['rejects', () => Promise.reject(broken)],
  ])('is logged as not written, and why, when a transport %s', async (_how, send) => {
    expect(await logOf(send)).toEqual([written, ['not written: leave-1', broken]])
  })
})
