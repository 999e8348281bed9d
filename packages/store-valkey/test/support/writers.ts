import type { SessionStore } from '@chat-transport/backend'
import { expect } from 'vitest'
import { message, transcript } from '../../../../test/support/store-samples.ts'

/** An event that the store has acknowledged. */
export interface Acknowledged {
  readonly session: string
  readonly commandId: string
  readonly index: number
}

/** Writers, each of which appends one event after another, and repeats what was not acknowledged, as pages do. */
export function startWriters(store: SessionStore, sessions: readonly string[], name: string) {
  const acknowledged: Acknowledged[] = []
  const rejections: unknown[] = []
  let state: 'running' | 'stopped' = 'running'
  async function write(session: string, writer: string): Promise<void> {
    for (let count = 0; state === 'running'; count++) {
      const commandId = `${name}-${writer}-${count}`
      for (let isKept = false; !isKept;) {
        try {
          const answer = await store.append(session, message(commandId, commandId))
          if (!('event' in answer)) throw new Error(`an event was answered with ${answer.outcome}`)
          acknowledged.push({ session, commandId, index: answer.event.index })
          isKept = true
        } catch (cause) {
          rejections.push(cause)
          await new Promise((resolve) => setTimeout(resolve, 20))
          if (state !== 'running') return
        }
      }
    }
  }
  const all = sessions.flatMap((session) => ['a', 'b', 'c'].map((writer) => write(session, `${session}-${writer}`)))
  return {
    acknowledged,
    /** Why calls were not answered. */
    rejections,
    async stop() {
      state = 'stopped'
      await Promise.all(all)
    },
  }
}

/** Each event that was acknowledged is in the transcript of its session, once, and there is no gap. */
export async function mustBeKept(
  store: SessionStore,
  sessions: readonly string[],
  acknowledged: readonly Acknowledged[],
) {
  for (const session of sessions) {
    const events = await transcript(store, session)
    expect(events.map(({ index }) => index)).toEqual(events.map((_, place) => place + 1))
    const texts = events.map(({ json }) => json)
    expect(new Set(texts).size).toBe(texts.length)
    const places = new Map(texts.map((json, place) => [json, place + 1]))
    const mine = acknowledged.filter((each) => each.session === session)
    const lost = mine.filter(({ commandId }) => !places.has(message(commandId).json))
    expect(lost).toEqual([])
    expect(mine.length).toBeGreaterThan(0)
  }
}
