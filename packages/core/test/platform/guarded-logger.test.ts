import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { guardedLogger } from '../../src/platform/guarded-logger.ts'
import type { Logger } from '../../src/index.ts'
import { openPage, recordEvents } from '../support/open-chat.ts'
import { openConnection } from '../support/open-connection.ts'
import { message } from '../support/scripted-transport.ts'

const fail = () => {
  throw new Error('unable to log')
}
const broken: Logger = { debug: fail, info: fail, warn: fail, error: fail }

describe('a guarded logger', () => {
  it('is told everything, each line at its level, as a method', () => {
    class Recorder implements Logger {
      readonly lines: unknown[] = []
      debug = (...line: unknown[]) => void this.lines.push(['debug', ...line])
      info(...line: unknown[]) {
        this.lines.push(['info', ...line])
      }
      warn(...line: unknown[]) {
        this.lines.push(['warn', ...line])
      }
      error(...line: unknown[]) {
        this.lines.push(['error', ...line])
      }
    }
    const recorder = new Recorder()
    const logger = guardedLogger(recorder)
    logger.debug('a')
    logger.info('b', 1)
    logger.warn('c', 2, 3)
    logger.error('d')
    expect(recorder.lines).toEqual([
      ['debug', 'a'],
      ['info', 'b', 1],
      ['warn', 'c', 2, 3],
      ['error', 'd'],
    ])
  })

  it('hands what it throws to the page, where the page takes it', () => {
    const report = vi.fn()
    vi.stubGlobal('reportError', report)
    onTestFinished(() => void vi.unstubAllGlobals())
    guardedLogger(broken).error('x')
    expect(report).toHaveBeenCalledExactlyOnceWith(new Error('unable to log'))
  })
})

describe('a logger that throws', () => {
  it('stops no session', async () => {
    const page = openPage({ logger: broken })
    const session = await page.start()
    session.onMessageReceived(fail)
    const told = recordEvents(session)
    await page.clock.advance(0)
    page.farSide.says(message(1))
    page.farSide.says({ type: 'EventMessage', index: 2 })
    page.farSide.says(message(3))
    await session.detach()
    expect(told.names).toEqual(['statusChanged', 'messageReceived', 'error', 'messageReceived', 'statusChanged'])
  })

  it('stops no transport', async () => {
    const { dial, dials, listener, dropAndRedial } = await openConnection({ options: { logger: broken } })
    dial.answer()
    await dropAndRedial()
    dials[1]?.answer()
    expect(listener.changes.map(({ current }) => current)).toEqual(['connected', 'reconnecting', 'connected'])
  })
})
