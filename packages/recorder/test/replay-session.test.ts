import { createChat, memoryStorage, type ChatError } from '@chat-transport/core'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { replayClock, replaySession } from '../src/index.ts'
import { listeningPage, message, startCommand } from './support/scripted-transport.ts'
import { asTheVisitor, played, playedPage, recordedChat, shownOf, storyOf } from './support/recorded-chat.ts'

/** A chat with a cut and an interruption, in which both sides speak, and speak while it is down. */
async function chatWithACut(recording = recordedChat()) {
  const { clock, far, openPage, pass } = recording
  const session = await openPage().startSession({ nickname: 'Ada', userData: { plan: 'pro' } })
  const story = storyOf(session)
  await far.say('How can I help?')
  await pass(2_000)
  await session.sendMessage('My order is late')
  await pass(1_000)
  far.dropLine()
  await pass(1_000)
  void session.sendMessage('Are you there?')
  await far.say('One moment')
  await pass(4_000)
  far.restoreLine()
  await pass(10_000)
  await far.type(true)
  await pass(500)
  await far.say('It is on its way')
  await pass(1_000)
  return { ...recording, clock, session, story, log: recording.log(), shown: shownOf(session) }
}

describe('a log, played to the page again', () => {
  it('shows the same transcript, and tells the same of the line, in the same order', async () => {
    const recorded = await chatWithACut()
    const { replay, chat } = played(recorded.log)
    const session = await chat.startSession()
    const story = storyOf(session)
    await replay.reached(2_000)
    void session.sendMessage('x'.repeat(16))
    await replay.reached(4_000)
    void session.sendMessage('x'.repeat(14))
    await replay.finished
    expect(shownOf(session)).toEqual(recorded.shown)
    expect(story).toEqual(recorded.story)
    expect(story).toContain('continued!')
  })

  it('takes as long as it took, on a clock that the test moves', async () => {
    const { log } = await chatWithACut()
    const clock = fakeClock()
    const replay = replaySession(log, { clock })
    const changes: [at: number, current: string, since: number][] = []
    const chat = playedPage(replay, clock)
    const starting = chat.startSession()
    await clock.advance(1_000)
    const session = await starting
    session.onStatusChanged(({ current, since }) => changes.push([clock.now() - 1_000_000, current, since - 1_000_000]))
    asTheVisitor(session)
    await clock.advance(20_000)
    await replay.finished
    const recorded = log.entries.flatMap((entry) =>
      entry.type === 'connectivity' ? [[entry.at, entry.current, entry.since]] : [],
    )
    expect(changes.slice(1)).toEqual(recorded.slice(1))
  })

  it('answers a command when it was answered, though the page has sent it long before', async () => {
    const { log } = await chatWithACut()
    const clock = fakeClock()
    const session = playedPage(replaySession(log, { clock }), clock).openSession()
    await clock.advance(100)
    const sent = session.sendMessage('early')
    await clock.advance(1_800)
    expect(session.transcript.at(-1)?.delivery).toBe('sending')
    await clock.advance(200)
    expect((await sent).index).toBe(4)
  })

  it('waits for what the page did, and goes on from there with the same times between', async () => {
    const { log } = await chatWithACut()
    const clock = fakeClock()
    const replay = replaySession(log, { clock, patienceMs: Infinity })
    const session = playedPage(replay, clock).openSession()
    await clock.advance(60_000)
    expect(session.status).toBe('connected')
    void session.sendMessage('late').catch(() => undefined)
    await clock.advance(900)
    expect(session.status).toBe('connected')
    await clock.advance(200)
    expect(session.status).toBe('reconnecting')
  })

  it('lets the page’s own timers run while it waits for what they do', async () => {
    const { openPage, log } = recordedChat()
    await (await openPage().startSession()).sendMessage('Hello')
    const clock = replayClock()
    const replay = replaySession(log(), { clock })
    const { told, listener } = listeningPage()
    const line = replay.connect(startCommand, {
      ...listener,
      onConnectivity: () => void clock.after(500, () => void line.send(message('m-1'))),
    })
    await replay.finished
    expect(told.at(-1)).toMatchObject({ type: 'EventMessage', commandId: 'm-1' })
  })

  it('tells those who wait for a time of the log when it has come, and when it is over', async () => {
    const { log } = await chatWithACut()
    const { replay, chat } = played(log)
    const session = chat.openSession()
    asTheVisitor(session)
    const order: string[] = []
    const wait = (at: number) => replay.reached(at).then(() => order.push(`${at} ${session.status}`))
    await Promise.all([wait(60_000), wait(7_500), wait(2_500)])
    expect(order).toEqual(['2500 connected', '7500 interrupted', '60000 connected'])
  })

  it('refuses what was refused, and asks for nothing but what the visitor did', async () => {
    const recorded = recordedChat()
    const { far, openPage, pass } = recorded
    const session = await openPage().startSession()
    far.error(51)
    await expect(session.sendMessage('Not allowed')).rejects.toMatchObject({ code: 51 })
    session.sendTyping('typed by the way')
    await pass(10)
    const { replay, chat } = played(recorded.log())
    const again = chat.openSession()
    await expect(again.sendMessage('x')).rejects.toMatchObject({ code: 51 })
    await replay.finished
  })

  it('ends as the chat ended', async () => {
    const recorded = recordedChat()
    const session = await recorded.openPage().startSession()
    const story = storyOf(session)
    await recorded.far.endSession('closed by Grace')
    await recorded.pass(10)
    const { replay, chat } = played(recorded.log())
    const again = await chat.startSession()
    const told = storyOf(again)
    await replay.finished
    expect(told).toEqual(story)
    expect(again.status).toBe('ended')
  })

  it('tells a page that starts what was told to one that came back', async () => {
    const recorded = recordedChat()
    const before = await recorded.openPage().startSession()
    await recorded.far.say('Hello')
    await before.detach()
    const restored = await recorded.openPage().restoreSession()
    await recorded.pass(10)
    const log = recorded.log()
    const ofTheSecond = { ...log, entries: log.entries.filter((entry) => 'line' in entry && entry.line === 2) }
    const { replay, chat } = played(ofTheSecond)
    const session = await chat.startSession()
    await replay.finished
    expect(shownOf(session)).toEqual(restored && shownOf(restored))
  })

  it('plays one session after another to a page that opens both', async () => {
    const recorded = recordedChat()
    const chat = recorded.openPage()
    const first = await chat.startSession()
    await first.sendMessage('one')
    await recorded.pass(100)
    const left = first.leave()
    await recorded.pass(100)
    await left
    const second = await chat.startSession()
    await second.sendMessage('two, which is longer')
    await recorded.pass(10)
    const { replay, chat: again } = played(recorded.log())
    const firstAgain = await again.startSession()
    await firstAgain.sendMessage('x')
    await firstAgain.leave()
    const secondAgain = await again.startSession()
    await secondAgain.sendMessage('y')
    await replay.finished
    expect(shownOf(secondAgain)).toEqual(shownOf(second))
  })

  it('asks the page for its credentials as often as it was asked, with what was refused', async () => {
    const tokens = ['old', 'fresh']
    const backend = { authenticate: (_: unknown, { auth }: { readonly auth?: string | undefined }) => auth === 'fresh' }
    const recorded = recordedChat({}, { backend: backend as never })
    const starting = recorded.openPage({ credentials: () => tokens.shift() }).startSession()
    await recorded.pass(5_000)
    await starting
    const asked: (number | undefined)[] = []
    const clock = replayClock()
    const replay = replaySession(recorded.log(), { clock })
    const credentials = ({ refused }: { readonly refused?: ChatError }) => {
      asked.push(refused?.code)
      return 'whatever'
    }
    const chat = createChat({ transport: replay, storage: memoryStorage(), clock, credentials })
    await chat.startSession()
    await replay.finished
    expect(asked).toEqual([undefined, 101])
  })

  it('refuses a start as it was refused', async () => {
    const recorded = recordedChat()
    recorded.far.error(101)
    recorded.far.error(101)
    await expect(recorded.openPage().startSession()).rejects.toMatchObject({ code: 101 })
    const { chat, replay } = played(recorded.log())
    await expect(chat.startSession()).rejects.toMatchObject({ code: 101, event: { type: 'EventError' } })
    await replay.finished
  })
})

describe('a log from which entries were dropped', () => {
  it('is refused, with what to do; and played on request, where the page says what is missing', async () => {
    const recorded = await chatWithACut(recordedChat({ maxCharacters: 3_500 }))
    expect(() => replaySession(recorded.log)).toThrow(
      /^session log: \d+ entries were dropped here, of [\d.]+ s, since the log had become too long\. Record with a larger maxCharacters, or play what is left with skipDropped: true$/,
    )
    const { chat, replay } = played(recorded.log, { skipDropped: true })
    const session = await chat.startSession()
    const story = storyOf(session)
    const said = new Set(
      recorded.log.entries.flatMap((entry) => (entry.type === 'send' ? [JSON.stringify(entry.command)] : [])),
    )
    for (let count = 0; count < said.size; count++) void session.sendMessage('x').catch(() => undefined)
    await replay.finished
    expect(session.transcript.at(-1)?.index).toBe(recorded.shown.at(-1)?.index)
    expect(story).toContain('error 151')
  })

  it('goes on at once after what was dropped', async () => {
    const { log } = await chatWithACut()
    const [opening, rest] = [log.entries.slice(0, 5), log.entries.filter(({ at }) => at > 9_000)]
    const dropped = { type: 'dropped', at: 1, entries: 1, until: 9_000 } as const
    const clock = fakeClock()
    const replay = replaySession({ ...log, entries: [...opening, dropped, ...rest] }, { clock, skipDropped: true })
    const { told, listener } = listeningPage()
    replay.connect(startCommand, listener)
    await clock.advance(10)
    expect(told).toContainEqual(expect.objectContaining({ current: 'connected', previous: 'interrupted' }))
  })
})

it.each([
  [{ clock: {} }, /replaySession clock: expected an object with now/],
  [{ patienceMs: 0 }, /replaySession patienceMs: expected a number above 0, got 0/],
  [{ skipDropped: 1 }, /replaySession skipDropped: expected a boolean, got 1/],
])('refuses the options %j', async (options, problem) => {
  const { log } = recordedChat()
  expect(() => replaySession(log(), options as never)).toThrow(problem)
})
