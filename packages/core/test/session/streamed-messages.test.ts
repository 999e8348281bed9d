import { describe, expect, it } from 'vitest'
import { openPage, recordEvents } from '../support/open-chat.ts'
import { agent, message } from '../support/scripted-transport.ts'

const part = (offset: number, text: string, draft = 'd1') => ({
  type: 'EventMessagePart',
  draft,
  party: agent,
  offset,
  text,
})
const shown = (session: { readonly transcript: readonly { readonly part?: { readonly text: string } }[] }) =>
  session.transcript.map(({ part: shownPart }) => shownPart?.text)

describe('a streamed message in a session', () => {
  it('is shown as it grows, and told once when it is whole', async () => {
    const page = openPage()
    const session = await page.start()
    const events = recordEvents(session)
    await page.clock.advance(0)
    page.farSide.says(part(0, 'Good '))
    page.farSide.says(part(5, 'morn'))
    expect(shown(session)).toEqual(['Good morn'])
    expect(session.unread).toBe(0)
    page.farSide.says({ ...message(1, 'Good morning'), draft: 'd1' })
    expect(events.of('messageReceived')).toEqual([{ ...message(1, 'Good morning'), draft: 'd1' }])
    expect([shown(session), session.unread]).toEqual([[undefined], 1])
  })

  it('ends the typing of who says it', async () => {
    const page = openPage()
    const session = await page.start()
    page.farSide.says({ type: 'EventTyping', party: agent, isTyping: true })
    expect(session.typing).toEqual([agent])
    page.farSide.says(part(0, 'Good '))
    expect(session.typing).toEqual([])
  })

  it('stays as it is while the line is down, and goes on when it is back', async () => {
    const page = openPage()
    const session = await page.start()
    page.farSide.says(part(0, 'Good '))
    page.farSide.loses()
    expect(shown(session)).toEqual(['Good '])
    page.farSide.open({ drafts: ['d1'] })
    expect(shown(session)).toEqual(['Good '])
    page.farSide.says(part(0, 'Good morn'))
    expect(shown(session)).toEqual(['Good morn'])
  })

  it('is replaced by its event when that is among what was missed', async () => {
    const page = openPage()
    const session = await page.start()
    page.farSide.says(part(0, 'Good '))
    const [before] = session.transcript
    page.farSide.loses()
    page.farSide.open({}, [{ ...message(1, 'Good morning'), draft: 'd1' }])
    expect(session.transcript.map(({ key, streaming, index }) => [key, streaming, index])).toEqual([
      [before?.key, undefined, 1],
    ])
  })

  it('is taken away when the server that came back does not know it', async () => {
    const page = openPage()
    const session = await page.start()
    page.farSide.says(part(0, 'Good '))
    page.farSide.loses()
    page.farSide.accept()
    expect(shown(session)).toEqual(['Good '])
    page.farSide.reports('connected')
    expect(session.transcript).toEqual([])
  })

  it('stands still when another page takes the session', async () => {
    const page = openPage()
    const session = await page.start()
    page.farSide.says(part(0, 'Good '))
    page.farSide.says({ type: 'EventSessionTaken' })
    await page.clock.advance(0)
    expect(session.transcript.map(({ streaming, part: shownPart }) => [streaming, shownPart?.text])).toEqual([
      [undefined, 'Good '],
    ])
  })
})
