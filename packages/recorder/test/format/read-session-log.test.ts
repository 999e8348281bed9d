import { describe, expect, it } from 'vitest'
import { readSessionLog, recordSession, replaySession, type SessionLog } from '../../src/index.ts'
import { listeningPage, scriptedTransport, startCommand } from '../support/scripted-transport.ts'

function sampleLog(): SessionLog {
  const { transport } = scriptedTransport()
  const recorded = recordSession(transport)
  recorded.connect(startCommand, listeningPage().listener)
  return recorded.log()
}
const withEntry = (entry: unknown) => ({ ...sampleLog(), entries: [entry] })

describe('readSessionLog', () => {
  it('reads a log, and its JSON text', () => {
    const log = sampleLog()
    expect(readSessionLog(log)).toBe(log)
    expect(readSessionLog(JSON.stringify(log))).toEqual(log)
  })

  it.each<[string, unknown, string | RegExp]>([
    ['nothing', undefined, 'session log: expected an object, got undefined'],
    ['a text that is no JSON', '{"format":', 'session log: expected JSON, got another text, or a part of one'],
    ['other JSON', '{"a":1}', 'session log.format: expected chat-transport session log, got undefined'],
    [
      'a newer log',
      { ...sampleLog(), version: 2, entries: 'in another form' },
      /version: expected 1, got 2: a newer @chat-transport\/recorder/,
    ],
    ['a log without a version', { ...sampleLog(), version: undefined }, 'session log.version: expected a whole number'],
    ['a log without entries', { ...sampleLog(), entries: {} }, 'session log.entries: expected an array, got object'],
    ['an entry of no type', withEntry({ at: 0 }), 'session log entries[0].type: expected connect or send'],
    [
      'an entry of a type that there is not',
      withEntry({ type: 'constructor', at: 0 }),
      'entries[0].type: expected connect or',
    ],
    [
      'an entry without a time',
      withEntry({ type: 'sent', line: 1, call: 1 }),
      'entries[0].at: expected a number, got undefined',
    ],
    [
      'a state that there is not',
      withEntry({ type: 'connectivity', at: 0, line: 1, current: 'up' }),
      'entries[0].current: expected connecting or',
    ],
    [
      'a cause that is none',
      withEntry({ type: 'retry', at: 0, line: 1, attempt: 1, due: 1, cause: { name: 'Error' } }),
      'entries[0].cause.text: expected a string',
    ],
    [
      'a command that is none',
      withEntry({ type: 'send', at: 0, line: 1, call: 1, command: 'x' }),
      'entries[0].command: expected an object',
    ],
  ])('refuses %s, and says what is wrong', (_, given, problem) => {
    expect(() => readSessionLog(given)).toThrow(problem)
  })

  it('is what a replay asks before it plays anything', () => {
    expect(() => replaySession({ ...sampleLog(), version: 2 } as never)).toThrow('got 2: a newer')
  })
})
