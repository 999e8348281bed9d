import { describe, expect, it } from 'vitest'
import { linesOf, openTalkingWidget, openWidget } from '../support/open-widget.ts'

describe('a visitor who opens the widget', () => {
  it('makes no chat before the first message', async () => {
    const { model, transport, pass } = openWidget()
    model.open()
    await pass(5_000)
    expect([model.snapshot.phase, model.snapshot.isOpen]).toEqual(['chat', true])
    expect([model.snapshot.banner, transport.backend.sessions()]).toEqual([undefined, []])
  })

  it('says something, and sees the answer', async () => {
    const { model } = await openTalkingWidget()
    expect(linesOf(model)).toEqual(['Ada: Hello', 'Grace: Hi Ada'])
    expect(model.snapshot).toMatchObject({ draft: '', status: 'connected', agents: [{ name: 'Grace' }] })
  })

  it('has the same snapshot until something changes', async () => {
    const { model, pass, far } = await openTalkingWidget()
    const before = model.snapshot
    let told = 0
    model.subscribe(() => told++)
    await pass(60_000)
    expect([model.snapshot === before, told]).toEqual([true, 0])
    await far.say('Still there?')
    await pass(10)
    expect([model.snapshot === before, told > 0]).toEqual([false, true])
  })

  it('is not sent empty, and keeps what is being written while an answer comes', async () => {
    const { model, far, pass } = await openTalkingWidget()
    model.setDraft('  \n')
    model.send()
    model.setDraft('half a sen')
    await far.say('And?')
    await pass(10)
    expect(linesOf(model)).toEqual(['Ada: Hello', 'Grace: Hi Ada', 'Grace: And?'])
    expect(model.snapshot.draft).toBe('half a sen')
  })

  it('sees what is typed, where the server shows that', async () => {
    const { model, far, pass } = await openTalkingWidget({ transport: { backend: { typingPreview: true } } })
    await far.type()
    const alan = await far.join({ name: 'Alan' })
    alan.typing(true, 'Good mor')
    await pass(10)
    expect(model.snapshot.typing.map(({ name, text }) => [name, text])).toEqual([
      ['Grace', undefined],
      ['Alan', 'Good mor'],
    ])
  })

  it('sees who is typing, and a reply as it is said', async () => {
    const { model, far, pass } = await openTalkingWidget()
    await far.type()
    await pass(10)
    expect(model.snapshot.typing.map(({ name }) => name)).toEqual(['Grace'])
    let goOn = () => undefined as void
    async function* words() {
      yield 'Good '
      await new Promise<void>((resolve) => (goOn = resolve))
      yield 'morning'
    }
    const said = far.say(words())
    await pass(100)
    expect(linesOf(model).at(-1)).toBe('Grace: Good …')
    goOn()
    await pass(100)
    await said
    expect(linesOf(model).at(-1)).toBe('Grace: Good morning')
  })
})

describe('what is read', () => {
  it('is what comes into an open window, and is told to the agent', async () => {
    const { model, far, pass } = await openTalkingWidget()
    const reads: number[] = []
    far.session.onRead(({ upTo }) => reads.push(upTo))
    const { index } = await far.say('Look')
    await pass(10)
    expect([model.snapshot.unread, reads]).toEqual([0, [index]])
  })

  it.each([
    ['the window is closed', 'close'],
    ['the page is hidden', 'hide'],
    ['the visitor reads further up', 'scroll'],
  ] as const)('is not what comes while %s, before that is over', async (_, how) => {
    const { model, far, pass } = await openTalkingWidget()
    if (how === 'close') model.close()
    else if (how === 'hide') model.setVisible(false)
    else model.setAtEnd(false)
    await far.say('one')
    await far.say('two')
    await pass(10)
    expect(model.snapshot.unread).toBe(2)
    if (how === 'close') model.open()
    else if (how === 'hide') model.setVisible(true)
    else model.setAtEnd(true)
    await pass(10)
    expect(model.snapshot.unread).toBe(0)
  })
})

describe('what is new', () => {
  it('is what came since the last visit, from its first message on', async () => {
    const before = await openTalkingWidget()
    before.model.destroy()
    await before.pass(10)
    const { index } = await before.far.say('Are you there?')
    await before.far.say('Hello?')
    const { model, pass } = before.openAnother()
    await pass(50)
    model.open()
    await pass(50)
    expect([model.snapshot.newFrom, model.snapshot.unread]).toEqual([index, 0])
  })
})

describe('a reload', () => {
  it('has the chat back, and says where the earlier page had left off', async () => {
    const before = await openTalkingWidget()
    before.model.destroy()
    await before.pass(10)
    await before.far.say('Are you there?')
    const { model, pass } = before.openAnother()
    await pass(50)
    expect(linesOf(model)).toEqual(['Ada: Hello', 'Grace: Hi Ada', 'Grace: Are you there?'])
    const restored = model.snapshot.entries.filter(({ index = 0 }) => index <= model.snapshot.restoredUpTo)
    expect(restored.at(-1)?.event).toMatchObject({ content: { text: 'Hi Ada' } })
    expect([model.snapshot.isOpen, model.snapshot.unread]).toEqual([false, 1])
  })

  it('tells as news only what no page has shown', async () => {
    const before = await openTalkingWidget()
    before.model.destroy()
    await before.pass(10)
    await before.far.say('Are you there?')
    const { model, pass } = before.openAnother()
    const news: string[] = []
    model.on('news', ({ content }) => news.push(String((content as { text?: string }).text)))
    await pass(50)
    expect(news).toEqual(['Are you there?'])
  })

  it('shows what had expired as 152, and begins another chat with the first message', async () => {
    const page = await openTalkingWidget()
    await page.far.expireSession()
    const { model, pass } = await page.reload()
    const errors: number[] = []
    model.on('error', ({ code }) => errors.push(code))
    await pass(50)
    expect([errors, model.snapshot.problem?.code, model.snapshot.phase]).toEqual([[152], 152, 'chat'])
    model.setDraft('Hello again')
    model.send()
    await pass(50)
    expect(linesOf(model)).toEqual([expect.stringMatching(/: Hello again$/)])
  })
})

describe('long histories', () => {
  it('come in pieces, from the newest', async () => {
    const page = await openTalkingWidget({ historyCount: 3 })
    for (const text of ['3', '4', '5', '6']) await page.far.say(text)
    const { model, pass } = await page.reload()
    await pass(50)
    expect(linesOf(model)).toEqual(['Grace: 4', 'Grace: 5', 'Grace: 6'])
    const loading = model.loadEarlier()
    expect([model.snapshot.hasEarlier, model.snapshot.isLoadingEarlier]).toEqual([true, true])
    await pass(50)
    await loading
    expect(linesOf(model).slice(0, 2)).toEqual(['Grace: Hi Ada', 'Grace: 3'])
    expect(model.snapshot.isLoadingEarlier).toBe(false)
  })
})

describe('the banner', () => {
  it('says nothing of a short gap', async () => {
    const { model, far, pass } = await openTalkingWidget()
    far.dropLine()
    await pass(2_000)
    expect(model.snapshot.banner).toBeUndefined()
  })

  it('counts down after a longer one, and says that the line is back, for a moment', async () => {
    const { model, far, pass } = await openTalkingWidget({ transport: { retryDelayMs: () => 10_000 } })
    far.dropLine()
    await pass(3_500)
    const { banner } = model.snapshot
    if (banner?.kind !== 'interrupted') throw new Error(`the banner says ${banner?.kind ?? 'nothing'}`)
    await pass(2_000)
    expect(model.snapshot.banner).toEqual({ kind: 'interrupted', retryInSeconds: banner.retryInSeconds - 2 })
    far.restoreLine()
    await pass(10_000)
    expect(model.snapshot.banner).toBeUndefined()
  })

  it('says that there is no line yet only when some attempts have failed', async () => {
    const { model, far, pass } = openWidget()
    far.dropLine()
    model.setDraft('Hello')
    model.send()
    await pass(50)
    expect(model.snapshot.banner).toBeUndefined()
    await pass(20_000)
    expect(model.snapshot.banner?.kind).toBe('unreachable')
    expect(linesOf(model)).toEqual(['Hello (queued)'])
    far.restoreLine()
    await pass(30_000)
    expect([model.snapshot.banner, model.snapshot.status]).toEqual([undefined, 'connected'])
  })
})

it('says outside office hours that nobody is there, and stops saying so', async () => {
  const open = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:17', to: '24:00' }]
  const { model, pass } = openWidget({ hours: { timeZone: 'UTC', open } }) // The clock begins at 00:16:40.
  expect(model.snapshot.isAway).toBe(true)
  await pass(60_000)
  expect(model.snapshot.isAway).toBe(false)
})

it('leaves no timer behind', async () => {
  const { model, pass, transport, clock } = await openTalkingWidget({ greetAfterMs: 2_000 })
  model.destroy()
  await pass(100)
  await transport.backend.close()
  expect(clock.pending).toBe(0)
})
