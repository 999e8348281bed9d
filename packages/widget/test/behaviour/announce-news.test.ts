import { describe, expect, it, onTestFinished } from 'vitest'
import { announceNews } from '../../src/behaviour/announce-news.ts'
import { english } from '../../src/texts/english.ts'
import { openTalkingWidget, type OpenWidgetOptions, openWidget, type WidgetPage } from '../support/open-widget.ts'

/** A visitor who listens: `heard` is what they were told since it was last asked. */
function listenTo({ model, clock, pass }: WidgetPage) {
  const lines: string[] = []
  onTestFinished(
    announceNews(model, { announcer: { say: (text) => void lines.push(text) }, texts: () => english, clock }),
  )
  return async () => {
    await pass(1_000)
    return lines.splice(0)
  }
}

async function openListening(options: OpenWidgetOptions = {}) {
  const page = await openTalkingWidget(options)
  const heard = listenTo(page)
  await heard()
  return { ...page, heard }
}

async function openWithAlan() {
  const page = await openListening()
  const alan = await page.far.join({ name: 'Alan' })
  await page.heard()
  return { ...page, alan }
}

describe('what others say', () => {
  it('is told whole, with their name', async () => {
    const { alan, heard } = await openWithAlan()
    await alan.send({ type: 'text', text: 'We have **two**', format: 'markdown' })
    expect(await heard()).toEqual(['Alan: We have two'])
    expect(await heard()).toEqual([])
  })

  it('is counted when much of it comes at once', async () => {
    const { far, heard } = await openListening()
    for (let at = 1; at <= 12; at++) await far.say(`${at}`)
    expect(await heard()).toEqual(['12 new messages'])
  })

  it('is counted as often as it is unread, once for what comes together, while the window is closed', async () => {
    const { far, model, heard } = await openListening()
    model.close()
    await far.say('one')
    expect(await heard()).toEqual(['1 unread message'])
    await far.say('two')
    await far.say('three')
    expect(await heard()).toEqual(['3 unread messages'])
  })

  it('is told again when they edit it, and that they delete it', async () => {
    const { alan, heard } = await openWithAlan()
    const { index } = await alan.say('We have tow')
    await heard()
    await alan.editMessage(index, 'We have two')
    expect(await heard()).toEqual(['Alan: We have two (edited)'])
    await alan.deleteMessage(index)
    expect(await heard()).toEqual([`Alan: ${english.deleted}`])
  })

  it('is preceded by that they come, and that they type, once', async () => {
    const { far, heard } = await openListening()
    const alan = await far.join({ name: 'Alan' })
    expect(await heard()).toEqual(['Alan has joined'])
    alan.typing(true)
    expect(await heard()).toEqual(['Alan is typing'])
    alan.typing(true)
    expect(await heard()).toEqual([])
    await alan.leave()
    expect(await heard()).toEqual(['Alan has left'])
  })

  it('is not told of an earlier page, nor of what is loaded from before', async () => {
    const page = await openTalkingWidget({ historyCount: 3 })
    for (const text of ['3', '4', '5', '6']) await page.far.say(text)
    const next = await page.reload()
    next.model.open()
    const heard = listenTo(next)
    expect(await heard()).toEqual([])
    await next.model.loadEarlier()
    expect(await heard()).toEqual([])
  })
})

describe('an own message', () => {
  it('is told of when it was not delivered, with the reason, when it is tried again, and when it is discarded', async () => {
    const { far, model, heard } = await openListening()
    const refused = () => model.snapshot.entries.find(({ delivery }) => delivery === 'failed')?.key ?? ''
    far.error(51, { description: 'No card numbers, please.' })
    model.setDraft('4111 1111')
    model.send()
    expect(await heard()).toEqual(['Not delivered: 4111 1111: No card numbers, please.'])
    far.error(51)
    model.retry(refused())
    expect(await heard()).toEqual(['Not delivered: 4111 1111'])
    model.retry(refused())
    expect(await heard()).toEqual(['Sent: 4111 1111'])
    far.error(51)
    model.setDraft('4222')
    model.send()
    expect(await heard()).toEqual(['Not delivered: 4222'])
    model.discard(refused())
    expect(await heard()).toEqual(['Discarded: 4222'])
  })

  it('is told of when it has waited for the line, and not when it is sent at once', async () => {
    const { far, model, pass, heard } = await openListening({ transport: { retryDelayMs: () => 1_000 } })
    model.setDraft('At once')
    model.send()
    expect(await heard()).toEqual([])
    far.dropLine()
    model.setDraft('Later')
    model.send()
    await pass(10_000)
    await heard()
    far.restoreLine()
    await pass(5_000)
    expect(await heard()).toContain('Sent: Later')
  })

  it('is told of when it is edited, and deleted', async () => {
    const { model, heard } = await openListening()
    const index = model.snapshot.entries.find(({ delivery }) => delivery)?.index ?? 0
    model.edit(index, 'Hello!')
    model.send()
    expect(await heard()).toEqual(['You: Hello! (edited)'])
    model.deleteMessage(index)
    expect(await heard()).toEqual([`You: ${english.deleted}`])
  })
})

describe('the end of a chat', () => {
  it.each([true, false])('is told (the window is open: %s)', async (isOpen) => {
    const { far, model, heard } = await openListening()
    if (!isOpen) model.close()
    await far.endSession('closed')
    expect(await heard()).toEqual([`${english.endedTitle}. ${english.endedText}`])
    model.open()
    model.rate(4)
    expect(await heard()).toEqual([english.rated])
    model.rate(5)
    expect(await heard()).toEqual([])
  })

  it('that has expired is told once, and not as a problem besides', async () => {
    const { far, model, heard } = await openListening()
    await far.expireSession()
    const lines = await heard()
    expect([model.snapshot.phase, model.snapshot.problem]).toEqual(['ended', undefined])
    expect(lines).toEqual([`${english.expiredTitle}. ${english.expiredText}`])
  })
})

it('leaves no timer behind', async () => {
  const page = openWidget()
  const stop = announceNews(page.model, {
    announcer: { say: () => undefined },
    texts: () => english,
    clock: page.clock,
  })
  page.model.open()
  stop()
  page.model.destroy()
  await page.pass(100)
  await page.transport.backend.close()
  expect(page.clock.pending).toBe(0)
})
