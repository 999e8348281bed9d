import type { SessionStore } from '@chat-transport/backend'
import { connects, type BrokenStore } from './broken-store.ts'

type Start = Parameters<SessionStore['create']>

/** Does `half` of a call that was cut off. */
const halfDone = <Args extends readonly unknown[], Result>(
  whole: (...args: Args) => Promise<Result>,
  half: (...args: Args) => Promise<unknown>,
) =>
  async function (...args: Args): Promise<Result> {
    try {
      return await whole(...args)
    } catch (cause) {
      await half(...args)
      throw cause
    }
  }

/** What is done by halves: S24. */
export const brokenHalves: readonly BrokenStore[] = [
  connects(['S24', 'event-then-command', 'writes the event, and then its command'], (store, { kept }) => ({
    append: halfDone(store.append, async (sessionId, { commandId, ...event }) => {
      if (commandId !== undefined) await kept.append(sessionId, event)
    }),
  })),
  connects(['S24', 'session-then-user', 'writes the session, and then whose it is'], (store, { kept }) => ({
    create: halfDone(store.create, (record, { visitor, ...joined }, claim) =>
      kept.create(record, { ...joined, visitor: { party: visitor.party } }, claim),
    ),
  })),
  connects(['S24', 'event-then-visitor', 'writes the event, and then who the visitor is'], (store, { kept }) => ({
    append: halfDone(store.append, async (sessionId, { visitor, ...event }) => {
      const { head = 0 } = (await kept.find(sessionId)) ?? {}
      if (visitor && head < 2) await kept.append(sessionId, event)
    }),
  })),
  connects(['S24', 'event-then-end', 'writes the end, and then closes the transcript'], (store, { kept }) => ({
    append: halfDone(store.append, async (sessionId, event) => {
      if (event.isEnd) await kept.append(sessionId, { ...event, isEnd: false })
    }),
  })),
  connects(['S24', 'start-then-device', 'writes the start of a device, and then the device'], (store, { kept }) => ({
    claim: halfDone(store.claim, (sessionId, { join: _none, ...claim }) =>
      kept.create(
        {
          id: `of ${claim.device.startId}`,
          userData: '{}',
          startedAt: 0,
          maxTranscriptEvents: 9,
          maxTranscriptBytes: 9,
        },
        { json: '{}', isEnd: false, visitor: { party: { id: sessionId, name: 'nobody', type: 'client' } } },
        claim,
      ),
    ),
  })),
  connects(['S24', 'events-then-session', 'removes the events, and then the session'], (store, { kept }) => {
    const starts = new Map<string, Start>()
    return {
      create(...start) {
        starts.set(start[0].id, start)
        return store.create(...start)
      },
      remove: halfDone(store.remove, async (sessionId) => {
        const [record, joined, claim] = starts.get(sessionId) ?? []
        await kept.remove(sessionId)
        if (record && joined && claim) await kept.create(record, joined, claim)
      }),
    }
  }),
  connects(['S24', 'answers-early', 'answers before it has written'], (store) => ({
    async append(sessionId, event) {
      const writing = store.append(sessionId, event)
      if (event.commandId === undefined) return writing
      const outcome = await writing.catch(() => undefined)
      return outcome ?? { outcome: 'appended', event: { index: 0, json: event.json } }
    },
  })),
]
