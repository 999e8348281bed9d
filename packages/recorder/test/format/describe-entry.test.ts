import { expect, it } from 'vitest'
import { describeEntry, type LogEntry } from '../../src/index.ts'

const lost = { name: 'Error', text: '⟦4⟧', code: 1006 }

it.each<[LogEntry, string]>([
  [
    { type: 'connect', at: 0, line: 1, attach: { type: 'StartSession', id: 'command-1' } },
    'the page connects: StartSession command-1',
  ],
  [
    { type: 'send', at: 0, line: 1, call: 1, command: { type: 'SendMessage', id: 'command-2' } },
    'the page sends SendMessage command-2',
  ],
  [{ type: 'close', at: 0, line: 1 }, 'the page closes its line: detached'],
  [{ type: 'close', at: 0, line: 1, reason: 'left' }, 'the page closes its line: left'],
  [
    { type: 'credentials', at: 0, line: 1, refused: { name: 'ChatError', text: '', code: 101 } },
    'the transport asks for credentials, after ChatError 101',
  ],
  [{ type: 'credentials-given', at: 0, line: 1, given: false }, 'the page gives no credentials'],
  [{ type: 'credentials-failed', at: 0, line: 1, error: lost }, 'the page has no credentials to give: Error 1006'],
  [{ type: 'connect-failed', at: 0, line: 1, error: lost }, 'the transport could not connect: Error 1006'],
  [{ type: 'sent', at: 0, line: 1, call: 3 }, 'what call 3 sent was written'],
  [{ type: 'send-failed', at: 0, line: 1, call: 3, error: lost }, 'what call 3 sent was not written: Error 1006'],
  [{ type: 'position', at: 0, line: 1, after: 17 }, 'the transport asks where the page is: after 17'],
  [
    { type: 'event', at: 0, line: 1, event: { type: 'EventMessage', index: 7, commandId: 'command-2' } },
    'the server says EventMessage 7 command-2',
  ],
  [
    {
      type: 'event',
      at: 0,
      line: 1,
      event: { type: 'EventError', commandId: 'command-2', error: { code: 51, description: '⟦13⟧' } },
    },
    'the server says EventError 51 command-2',
  ],
  [
    { type: 'event', at: 0, line: 1, event: { type: 'EventError', error: { code: 150, description: '⟦30⟧' } } },
    'the transport says EventError 150',
  ],
  [{ type: 'event', at: 0, line: 1, event: { type: 'EventError', error: null } }, 'the server says EventError'],
  [{ type: 'event', at: 0, line: 1, event: '⟦7⟧' }, 'the server says something without a type'],
  [{ type: 'event', at: 0, line: 1, event: null }, 'the server says something without a type'],
  [
    {
      type: 'connectivity',
      at: 9,
      line: 1,
      current: 'closed',
      previous: 'connecting',
      since: 9,
      cause: { name: 'ChatError', code: 152, text: '', cause: lost },
    },
    'the line was connecting and is closed: ChatError 152 by Error 1006',
  ],
  [
    { type: 'retry', at: 1_000, line: 1, attempt: 2, due: 3_500, cause: lost },
    'attempt 3 follows in 2.5 s: Error 1006',
  ],
  [{ type: 'claim-queues', at: 0, queues: 2 }, 'the page claims queues: 2'],
  [{ type: 'queues-claimed', at: 0, queues: 1 }, 'the page has queues: 1'],
  [{ type: 'forget', at: 0 }, 'the page forgets its chat'],
  [{ type: 'dropped', at: 1_000, entries: 12, until: 3_000 }, '12 entries were dropped here, of 2.0 s'],
  [{ type: 'unreadable', at: 0, of: 'event' }, 'what no log can hold: event'],
  [
    { type: 'unreadable', at: 0, of: 'event', error: { name: 'RangeError', text: '⟦4⟧' } },
    'what no log can hold: event (RangeError)',
  ],
])('puts %j into words', (entry, words) => {
  expect(describeEntry(entry)).toBe(words)
})
