import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import type { ChangeCommand, ChangeEvent, EventMessage, TranscriptEvent } from '../../src/index.ts'
import { createTranscript } from '../../src/transcript/transcript.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const ada = { id: 'p1', name: 'Ada', type: 'client' } as const
const grace = { id: 'p2', name: 'Grace', type: 'agent' } as const

const message = (index: number, text: string): EventMessage => ({
  type: 'EventMessage',
  index,
  at: index,
  party: ada,
  content: { type: 'text', text },
})
const edited = (index: number, target: number, text: string): ChangeEvent => ({
  type: 'EventMessageEdited',
  index,
  at: index,
  party: ada,
  target,
  content: { type: 'text', text },
})
const deleted = (index: number, target: number): ChangeEvent => ({
  type: 'EventMessageDeleted',
  index,
  at: index,
  party: ada,
  target,
})
const reacted = (index: number, target: number, { emoji = '👍', on = true, party = grace as TestParty } = {}) =>
  ({ type: 'EventReaction', index, at: index, party, target, emoji, on }) satisfies ChangeEvent
type TestParty = typeof ada | typeof grace

const edit = (target: number, text: string): ChangeCommand => ({
  type: 'EditMessage',
  id: 'e-1',
  target,
  content: { type: 'text', text },
})
const remove = (target: number): ChangeCommand => ({ type: 'DeleteMessage', id: 'd-1', target })

const transcriptOf = (...events: TranscriptEvent[]) => {
  const transcript = createTranscript(undefined, () => ada)
  for (const event of events) transcript.addEvent(event, false)
  return transcript
}
const textsOf = ({ entries }: ReturnType<typeof createTranscript>) =>
  entries.map(({ event }) =>
    event?.type === 'EventMessage' && event.content.type === 'text' ? event.content.text : '?',
  )

describe('changes to messages', () => {
  it('shows what a message says now, in its place and under its key', () => {
    const before = transcriptOf(message(1, 'Helo'), message(2, 'there'))
    const keys = before.entries.map(({ key }) => key)
    const reading = before.entries
    before.addEvent(edited(3, 1, 'Hello'), false)
    expect(textsOf(before)).toEqual(['Hello', 'there'])
    expect(before.entries.map(({ key }) => key)).toEqual(keys)
    expect(before.entries[0]?.edited).toBe(true)
    expect(reading[0]?.edited).toBeUndefined()
  })

  it('shows nothing of what a deleted message held', () => {
    const transcript = transcriptOf(message(1, 'secret'), edited(2, 1, 'a secret'), reacted(3, 1), deleted(4, 1))
    expect(transcript.entries).toHaveLength(1)
    expect(transcript.entries[0]).toMatchObject({ deleted: true, index: 1, event: { party: ada } })
    expect(JSON.stringify(transcript.entries)).not.toMatch(/secret|👍/)
  })

  it.each([
    ['edited first', 1, 0],
    ['deleted first', 0, 1],
  ])('keeps nothing of an edit of a deleted message, %s', async (_order, ...places) => {
    const transcript = transcriptOf(message(1, 'Hello'))
    const held = (() => {
      const edit = edited(2, 1, 'a secret')
      const changes = [deleted(3, 1), edit]
      for (const place of places) transcript.addEvent(changes[place] as ChangeEvent, false)
      return new WeakRef(edit)
    })()
    await settle() // a `WeakRef` holds what it refers to until the task in which it was made is over
    collectGarbage()
    expect(held.deref()).toBeUndefined()
    expect(transcript.entries[0]?.deleted).toBe(true)
  })

  it('shows nothing of an own deleted message, which was sent from here, either', () => {
    const transcript = transcriptOf()
    const content = { type: 'text', text: 'secret' } as const
    transcript.add({ command: { type: 'SendMessage', id: 'm-1', content }, at: 1, after: 0 })
    transcript.addEvent({ ...message(1, 'secret'), commandId: 'm-1' }, true)
    transcript.addEvent(deleted(2, 1), false)
    expect(transcript.entries[0]).toMatchObject({ key: 'm-1', delivery: 'sent', deleted: true })
    expect(JSON.stringify(transcript.entries)).not.toContain('secret')
  })

  it('counts each emoji of a party once, and takes it away', () => {
    const transcript = transcriptOf(message(1, 'Hello'), reacted(2, 1), reacted(3, 1), reacted(4, 1, { party: ada }))
    expect(transcript.entries[0]?.reactions).toEqual([
      { emoji: '👍', party: grace },
      { emoji: '👍', party: ada },
    ])
    transcript.addEvent(reacted(5, 1, { on: false }), false)
    expect(transcript.entries[0]?.reactions).toEqual([{ emoji: '👍', party: ada }])
  })

  it('looks at each of a thousand reactions a few times for one more, not at all of them for each', () => {
    let looks = 0
    const partyAt = (index: number) => ({
      ...grace,
      get id() {
        looks++
        return `p${index}` as typeof grace.id
      },
    })
    const transcript = transcriptOf(message(1, 'Hello'))
    const react = (index: number) => transcript.addEvent(reacted(index, 1, { party: partyAt(index) }), false)
    for (let index = 2; index < 1002; index++) react(index)
    looks = 0
    react(1002)
    expect(transcript.entries[0]?.reactions).toHaveLength(1001)
    expect(looks).toBeLessThan(5_000)
  })

  it('comes to the same in whichever order the events are loaded', () => {
    const events = [
      message(1, 'one'),
      message(2, 'two'),
      edited(3, 1, 'first'),
      reacted(4, 1),
      edited(5, 1, 'second'),
      deleted(6, 2),
      reacted(7, 1, { emoji: '🎉' }),
      reacted(8, 1, { on: false }),
      reacted(9, 1, { party: ada }),
    ]
    const inOrder = transcriptOf(...events).entries
    expect(transcriptOf(...[...events].reverse()).entries).toEqual(inOrder)
    expect(transcriptOf(...events.slice(4), ...events.slice(0, 4)).entries).toEqual(inOrder)
  })

  it('ignores a change to what is not here, or no message', () => {
    const joined = { type: 'EventParticipantJoined', index: 1, at: 1, party: ada } as const
    const transcript = transcriptOf(joined, edited(2, 1, 'Hello'), deleted(3, 1), reacted(4, 99))
    expect(transcript.entries.map(({ event }) => event)).toEqual([joined])
    expect(transcript.entries[0]?.deleted).toBeUndefined()
  })

  it('leaves a failed message before it in its place', () => {
    const transcript = transcriptOf(message(1, 'one'))
    const content = { type: 'text', text: 'failed' } as const
    transcript.add({ command: { type: 'SendMessage', id: 'm-1', content }, at: 1, after: 1 })
    transcript.mark('m-1', 'failed', new Error('refused'))
    transcript.addEvent(message(2, 'two'), false)
    transcript.addEvent(edited(3, 2, 'second'), false)
    expect(transcript.entries.map(({ key }) => key)).toEqual(['1', 'm-1', '2'])
  })
})

describe('a change of the visitor that is on its way', () => {
  it('shows at once, and is no entry of its own', () => {
    const transcript = transcriptOf(message(1, 'Helo'))
    transcript.add({ command: edit(1, 'Hello'), at: 1, after: 1 })
    expect(textsOf(transcript)).toEqual(['Hello'])
    expect(transcript.isUnsettled('e-1')).toBe(true)
  })

  it('is settled by its event, which changes the entry no further', () => {
    const transcript = transcriptOf(message(1, 'Helo'))
    transcript.add({ command: edit(1, 'Hello'), at: 1, after: 1 })
    transcript.mark('e-1', 'sending')
    const entry = transcript.addEvent({ ...edited(2, 1, 'Hello'), commandId: 'e-1' }, true)
    expect(entry).toBe(transcript.entries[0])
    expect(textsOf(transcript)).toEqual(['Hello'])
    expect(transcript.isUnsettled('e-1')).toBe(false)
    expect(transcript.isSent('e-1')).toBe(true)
  })

  it('is taken back when it is refused, with what came meanwhile left as it is', () => {
    const transcript = transcriptOf(message(1, 'Hello'))
    transcript.add({ command: remove(1), at: 1, after: 1 })
    expect(transcript.entries[0]?.deleted).toBe(true)
    transcript.addEvent(reacted(2, 1), false)
    transcript.mark('d-1', 'failed', new Error('refused'))
    expect(textsOf(transcript)).toEqual(['Hello'])
    expect(transcript.entries[0]?.deleted).toBeUndefined()
    expect(transcript.entries[0]?.reactions).toEqual([{ emoji: '👍', party: grace }])
    expect(transcript.isUnsettled('d-1')).toBe(false)
  })

  it('is there before the message after a reload, and shows when that comes', () => {
    const transcript = transcriptOf()
    transcript.add({ command: { type: 'React', id: 'r-1', target: 1, emoji: '👍', on: true }, at: 1, after: 1 })
    expect(transcript.entries).toHaveLength(0)
    transcript.addEvent(message(1, 'Hello'), false)
    expect(transcript.entries[0]?.reactions).toEqual([{ emoji: '👍', party: ada }])
  })

  it('settles also when its event cannot be read', () => {
    const transcript = transcriptOf(message(1, 'Helo'))
    transcript.add({ command: edit(1, 'Hello'), at: 1, after: 1 })
    expect(transcript.mark('e-1', 'sent')).toMatchObject({ key: 'e-1', delivery: 'sent' })
    expect(textsOf(transcript)).toEqual(['Hello'])
  })
})
