import { describe, expect, it } from 'vitest'
import type { EventMessagePart } from '../../src/index.ts'
import { createTranscript, type Transcript } from '../../src/transcript/transcript.ts'
import { agent, eventOf, message } from '../support/scripted-transport.ts'

const part = (offset: number, text: string, draft = 'd1'): EventMessagePart => ({
  type: 'EventMessagePart',
  draft,
  party: agent,
  offset,
  text,
})
const whole = (index: number, text: string, draft = 'd1') => ({ ...message(index, text), draft })
const own = { type: 'SendMessage', id: 'm1', content: { type: 'text', text: 'meanwhile' } } as const
const streaming = (transcript: Transcript) =>
  transcript.entries.flatMap(({ part, streaming: isStreaming }) => (isStreaming ? [part?.text] : []))

describe('a message that is being said', () => {
  it('is one entry that grows, under one key, and its event takes it over', () => {
    const transcript = createTranscript()
    transcript.addEvent(message(1), false)
    transcript.drafts.add(part(0, 'Hel'), 5)
    const [, first] = transcript.entries
    transcript.drafts.add(part(3, 'lo'), 6)
    expect(transcript.entries[1]).toEqual({ ...first, part: part(0, 'Hello') })
    expect(first).toMatchObject({ at: 5, streaming: true })
    transcript.addEvent(whole(2, 'Hello!'), false)
    expect(transcript.entries).toHaveLength(2)
    expect(transcript.entries[1]).toEqual({ key: first?.key, at: 1002, index: 2, event: whole(2, 'Hello!') })
  })

  it('stays at the end, also behind what the visitor says meanwhile', () => {
    const transcript = createTranscript()
    transcript.drafts.add(part(0, 'Let me see'), 5)
    transcript.add({ command: own, at: 6, after: 0 })
    expect(transcript.entries.map(({ key }) => key)).toEqual(['m1', 'draft d1'])
    transcript.addEvent(eventOf(own, 1) as never, true)
    expect(transcript.entries.map(({ key }) => key)).toEqual(['m1', 'draft d1'])
    transcript.addEvent(whole(2, 'Let me see'), false)
    expect(transcript.entries.map(({ key }) => key)).toEqual(['m1', 'draft d1'])
  })

  it.each([
    ['comes twice', [part(0, 'Hel'), part(3, 'lo'), part(3, 'lo')], 'Hello'],
    ['comes again when later ones have come', [part(0, 'Hel'), part(3, 'lo'), part(0, 'Hel')], 'Hello'],
    ['leaves a gap', [part(0, 'Hel'), part(4, 'o')], 'Hel'],
    ['comes without the beginning', [part(3, 'lo')], undefined],
    ['comes whole after a cut', [part(0, 'Hel'), part(0, 'Hello wor'), part(9, 'ld')], 'Hello world'],
    ['is empty', [part(0, '')], undefined],
  ])('is read once when a part %s', (_, parts, text) => {
    const transcript = createTranscript()
    for (const each of parts) transcript.drafts.add(each, 1)
    expect(streaming(transcript)).toEqual(text === undefined ? [] : [text])
  })

  it('tells of nothing that is not new', () => {
    let changes = 0
    const transcript = createTranscript(() => void changes++)
    transcript.drafts.add(part(0, 'Hello'), 1)
    transcript.drafts.add(part(0, 'Hello'), 2)
    transcript.drafts.add(part(9, 'late'), 3)
    expect(changes).toBe(1)
  })

  it('has nothing more to come once its event is here', () => {
    const transcript = createTranscript()
    transcript.addEvent(whole(1, 'Hello'), false)
    transcript.drafts.add(part(0, 'Hel'), 1)
    expect(transcript.entries.map(({ key }) => key)).toEqual(['draft d1'])
  })

  it('gives two messages with one draft a key each', () => {
    const transcript = createTranscript()
    transcript.addEvent(whole(1, 'Hello'), false)
    transcript.addEvent(whole(2, 'Hello'), false)
    expect(transcript.entries.map(({ key }) => key)).toEqual(['draft d1', '2'])
  })
})

describe('the drafts after a cut', () => {
  const afterCut = () => {
    const transcript = createTranscript()
    for (const draft of ['kept', 'said', 'lost']) transcript.drafts.add(part(0, draft, draft), 1)
    transcript.drafts.named(['kept'])
    return transcript
  }

  it('stay until what was missed has come', () => {
    expect(streaming(afterCut())).toEqual(['kept', 'said', 'lost'])
  })

  it('go when nothing more is to come of them, unless the server has named them', () => {
    const transcript = afterCut()
    transcript.addEvent(whole(1, 'said!', 'said'), false)
    transcript.drafts.caughtUp()
    expect(transcript.entries.map(({ key }) => key)).toEqual(['draft said', 'draft kept'])
  })

  it('leave those alone that were begun since', () => {
    const transcript = afterCut()
    transcript.drafts.add(part(0, 'new', 'new'), 1)
    transcript.drafts.caughtUp()
    expect(streaming(transcript)).toEqual(['kept', 'new'])
  })

  it('stand still when the session is over here', () => {
    const transcript = afterCut()
    transcript.drafts.stop()
    expect(streaming(transcript)).toEqual([])
    expect(transcript.entries.map(({ part: { text } = { text: '' } }) => text)).toEqual(['kept', 'said', 'lost'])
  })
})
