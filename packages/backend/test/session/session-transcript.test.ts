import { describe, expect, it } from 'vitest'
import { memorySessionStore } from '../../src/index.ts'
import { SessionTranscript, toStore } from '../../src/session/session-transcript.ts'
import type { CommittedEvent } from '../../src/store/committed-event.ts'

const party = { id: 'p1', name: 'Ada', type: 'client' } as const
const joined = { ...toStore({ type: 'EventParticipantJoined', party, at: 1 }), visitor: { party } }
const message = (text: string, commandId?: string) =>
  ({
    type: 'EventMessage',
    party,
    content: { type: 'text', text },
    at: 2,
    ...(commandId !== undefined && { commandId }),
  }) as const

async function transcripts() {
  const store = memorySessionStore()
  const record = {
    id: 's1',
    userData: '{}',
    startedAt: 1,
    maxTranscriptEvents: 100_000,
    maxTranscriptBytes: 1_000_000_000,
  }
  await store.create(record, joined, {
    backendId: 'b1',
    device: { startId: 'c1', secretHash: '' },
    pageId: 'p',
    attachId: 'a',
    take: true,
    after: 0,
    expiresAt: 1,
  })
  const open = () => {
    const told: CommittedEvent[] = []
    return {
      told,
      transcript: new SessionTranscript('s1', { store, keepEndedMs: 1_000, decorators: [] }, (event) =>
        told.push(event),
      ),
    }
  }
  return { store, open }
}
const indexes = (events: readonly { readonly index: number }[]) => events.map(({ index }) => index)

describe('the transcript of a session', () => {
  it('tells each event once and in order, also those it did not append itself', async () => {
    const { store, open } = await transcripts()
    const { told, transcript } = open()
    await transcript.append(message('a', 'c-1'))
    await store.append('s1', toStore(message('from elsewhere')))
    await Promise.all([transcript.append(message('b', 'c-2')), transcript.append(message('a', 'c-1'))])
    await transcript.catchUp(4)
    expect(indexes(told)).toEqual([1, 2, 3, 4])
    expect(transcript.head).toBe(4)
  })

  it('tells what it hears of only by what the store says to a command', async () => {
    const { store, open } = await transcripts()
    const [repeating, looking, late] = [open(), open(), open()]
    await store.append('s1', toStore(message('a', 'c-1')))
    expect(await repeating.transcript.append(message('a', 'c-1'))).toMatchObject({ outcome: 'repeated' })
    expect(await looking.transcript.committed('c-1')).toMatchObject({ index: 2 })
    await store.append('s1', toStore({ type: 'EventSessionEnded', reason: 'closed', at: 3 }))
    expect(await late.transcript.append(message('b', 'c-2'))).toEqual({ outcome: 'ended', head: 3 })
    expect([repeating, looking, late].map(({ told }) => indexes(told))).toEqual([
      [1, 2],
      [1, 2],
      [1, 2, 3],
    ])
  })

  it('is read whole, however long', async () => {
    const { store, open } = await transcripts()
    for (let count = 0; count < 20; count++) await store.append('s1', toStore(message('x'.repeat(200_000))))
    const { told, transcript } = open()
    expect(indexes(await transcript.readEvents(3, 1_000))).toEqual(Array.from({ length: 18 }, (_, at) => at + 4))
    await transcript.catchUp(21)
    expect(told).toHaveLength(21)
  })

  it('is read in parts, none of which is larger than was asked for', async () => {
    const { store, open } = await transcripts()
    for (let count = 0; count < 20; count++) await store.append('s1', toStore(message('x'.repeat(20_000))))
    const { transcript } = open()
    const parts: number[][] = []
    for (let after = 0; after < 21; after = parts.at(-1)?.at(-1) ?? 21)
      parts.push(indexes(await transcript.readEvents(after, 9)))
    expect(parts.map(({ length }) => length)).toEqual([9, 9, 3])
    expect(parts.flat()).toEqual(Array.from({ length: 21 }, (_, at) => at + 1))
  })

  it('cannot tell what the store says it has and does not give', async () => {
    const { open } = await transcripts()
    const { transcript } = open()
    await expect(transcript.catchUp(5)).rejects.toMatchObject({ code: 100 })
  })
})
