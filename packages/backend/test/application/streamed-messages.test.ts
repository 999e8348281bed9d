import type { EventMessagePart } from '@chat-transport/core'
import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { memorySessionStore } from '../../src/index.ts'
import type { ChatBackendOptions } from '../../src/index.ts'
import { aRestore, connect, startChat } from '../support/visitor.ts'
import type { TestLine } from '../support/visitor.ts'

/** A stream that gives what the test says, when it says so. */
function textStream() {
  const waiting: ((result: IteratorResult<string>) => void)[] = []
  const given: IteratorResult<string>[] = []
  const give = (result: IteratorResult<string>) => {
    const next = waiting.shift()
    if (next) next(result)
    else given.push(result)
    return settle()
  }
  const state = { returned: 0 }
  const stream: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({
      next: () =>
        new Promise((resolve) => {
          const result = given.shift()
          if (result) resolve(result)
          else waiting.push(resolve)
        }),
      return: async () => {
        state.returned++
        return { done: true, value: undefined }
      },
    }),
  }
  return {
    stream,
    state,
    gives: (value: string) => give({ value }),
    ends: () => give({ done: true, value: undefined }),
  }
}

async function* piecesOf(...pieces: string[]) {
  yield* pieces
}

/** A store whose next append waits until the test says so. */
function slowStore() {
  const store = memorySessionStore()
  let held = Promise.resolve()
  let reached = () => undefined as void
  let goesOn = () => undefined as void
  return {
    ...store,
    append: async (...event: Parameters<typeof store.append>) => {
      reached()
      await held
      return store.append(...event)
    },
    holdsNext() {
      held = new Promise((resolve) => (goesOn = resolve))
      return new Promise<void>((resolve) => (reached = resolve))
    },
    goesOn: () => goesOn(),
  }
}

const partsOn = (line: TestLine) => line.ofType('EventMessagePart') as EventMessagePart[]
const textOn = (line: TestLine) => partsOn(line).reduce((text, part) => text.slice(0, part.offset) + part.text, '')

async function startStream(options: ChatBackendOptions = {}) {
  const chat = await startChat(options)
  const agent = chat.session.join({ name: 'Bot', id: 'b1' })
  await agent.joined()
  const source = textStream()
  const said = agent.say(source.stream)
  said.catch(() => undefined)
  await settle()
  return { ...chat, ...source, agent, said }
}

describe('a stream that an agent says', () => {
  it('is shown as it comes, and becomes one message', async () => {
    const { page, clock, said, gives, ends, agent, state } = await startStream()
    await gives('Good ')
    await clock.advance(50)
    await gives('morning')
    await ends()
    const event = await said
    const { draft } = event
    expect(page.line.received.slice(-2)).toEqual([
      { type: 'EventMessagePart', draft, party: agent.party, offset: 0, text: 'Good ' },
      event,
    ])
    expect(event).toMatchObject({ index: 3, content: { type: 'text', text: 'Good morning' } })
    expect(event.cut).toBeUndefined()
    expect(state.returned).toBe(0)
  })

  it('comes in one part per 50 ms, however often it gives something', async () => {
    const { page, clock, gives } = await startStream()
    for (let count = 0; count < 200; count++) {
      await gives('word ')
      await clock.advance(1)
    }
    await clock.advance(50)
    expect(textOn(page.line)).toBe('word '.repeat(200))
    expect(partsOn(page.line)).toHaveLength(5)
  })

  it('is not held up by, and does not hold up, what the agent says meanwhile', async () => {
    const { page, agent, said, gives, ends } = await startStream()
    await gives('Let me ')
    await agent.say('(one moment)')
    await gives('see')
    await ends()
    expect((await said).index).toBe(4)
    expect(page.line.texts).toEqual(['(one moment)', 'Let me see'])
  })

  it('never shows half of a surrogate pair', async () => {
    const { page, clock, said, gives, ends } = await startStream()
    for (const half of '🙂🙃'.split('')) {
      await gives(half)
      await clock.advance(50)
    }
    await ends()
    expect(partsOn(page.line).map(({ text }) => text)).toEqual(['🙂', '🙃'])
    expect((await said).content).toEqual({ type: 'text', text: '🙂🙃' })
  })

  it('is sent whole to a page that comes back, which is told of it by the answer', async () => {
    const { backend, page, clock, said, gives, ends } = await startStream()
    await gives('Good ')
    await clock.advance(50)
    page.attachment.detach()
    await gives('morn')
    const back = await connect(backend, aRestore(page.sessionId, { after: 2 }))
    const [{ draft } = { draft: '' }] = partsOn(page.line)
    expect(back.answer).toMatchObject({ head: 2, drafts: [draft] })
    expect(partsOn(back.line)).toMatchObject([{ draft, offset: 0, text: 'Good morn' }])
    await gives('ing')
    await clock.advance(50)
    await ends()
    await said
    expect(back.line.texts).toEqual(['Good morning'])
    const later = await connect(backend, aRestore(page.sessionId, { id: 'r-2', after: 2 }))
    expect(later.answer).not.toHaveProperty('drafts')
    expect([later.line.texts, partsOn(later.line)]).toEqual([['Good morning'], []])
  })

  it('says what there was when it fails, and hands on why', async () => {
    const { page, session } = await startChat()
    const failure = new Error('the model has failed')
    const stream = (async function* () {
      yield 'Good '
      throw failure
    })()
    await expect(session.join({ name: 'Bot' }).say(stream)).rejects.toBe(failure)
    await settle()
    expect(page.line.received.at(-1)).toMatchObject({ type: 'EventMessage', cut: true, content: { text: 'Good ' } })
  })

  it('is cut when the agent leaves, before the transcript says so', async () => {
    const { page, agent, said, gives, state } = await startStream()
    await gives('Good ')
    await agent.leave()
    expect(await said).toMatchObject({ cut: true, index: 3, content: { text: 'Good ' } })
    expect(page.line.received.at(-1)).toMatchObject({ type: 'EventParticipantLeft', index: 4 })
    expect(state.returned).toBe(1)
  })

  it.each([
    ['an agent', async ({ session }: Awaited<ReturnType<typeof startStream>>) => void (await session.end())],
    [
      'the visitor',
      ({ page }: Awaited<ReturnType<typeof startStream>>) => page.send({ type: 'LeaveSession', id: 'l1' }),
    ],
  ])('is cut when %s ends the session, before its end', async (_, end) => {
    const chat = await startStream()
    await chat.gives('Good ')
    await end(chat)
    await settle()
    expect(await chat.said).toMatchObject({ cut: true, index: 3 })
    expect(chat.page.line.received.at(-1)).toMatchObject({ type: 'EventSessionEnded', index: 4 })
    expect(chat.state.returned).toBe(1)
    await chat.gives('late')
    expect(chat.page.line.indexes).toEqual([1, 2, 3, 4])
  })

  it('is cut when the back end closes, and is kept by the store', async () => {
    const store = memorySessionStore()
    const { backend, page, said, gives, state } = await startStream({ store })
    await gives('Good ')
    await backend.close()
    expect(await said).toMatchObject({ cut: true, index: 3 })
    expect(page.line.texts).toEqual(['Good '])
    expect(state.returned).toBe(1)
  })

  it('is not begun when the back end closes before its agent has joined', async () => {
    const store = slowStore()
    const { backend, session } = await startChat({ store })
    const { stream, state, gives } = textStream()
    const joining = store.holdsNext()
    const said = session.join({ name: 'Bot' }).say(stream)
    await joining
    const closed = backend.close()
    store.goesOn()
    await expect(said).rejects.toMatchObject({ code: 52 })
    await closed
    await gives('late')
    expect(state.returned).toBe(1)
  })

  it('ends with its session when that expires', async () => {
    const { backend, page, said, gives, state } = await startStream()
    await gives('Good ')
    await backend.expire(page.sessionId)
    await expect(said).rejects.toMatchObject({ code: 50 })
    expect(state.returned).toBe(1)
  })

  it('says nothing, and leaves nothing, when it gives no text', async () => {
    const { page, said, ends } = await startStream()
    await ends()
    await expect(said).rejects.toThrow('unable to say the stream: it gave no text')
    expect(page.line.indexes).toEqual([1, 2])
  })

  it('is cut where a message may be no larger, between characters, and the caller is told', async () => {
    const { session } = await startChat({ limits: { maxMessageBytes: 1_026 } })
    const source = piecesOf('x'.repeat(1_000), 'é🙂'.repeat(10))
    await expect(session.join({ name: 'Bot' }).say(source)).rejects.toMatchObject({ code: 52 })
    const [event] = (await session.transcript()).slice(-1)
    expect(event).toMatchObject({ cut: true, content: { text: `${'x'.repeat(1_000)}${'é🙂'.repeat(4)}é` } })
  })

  it('is refused when it gives something else than text', async () => {
    const { session } = await startChat()
    const stream = piecesOf('Good ', 5 as never)
    await expect(session.join({ name: 'Bot' }).say(stream)).rejects.toThrow('say text: expected a string, got 5')
  })

  it('is refused beyond eight at a time, and told so', async () => {
    const { agent, said, gives, ends } = await startStream()
    const others = Array.from({ length: 8 }, textStream)
    const results = others.map(({ stream }) => agent.say(stream))
    await expect(results.at(-1)).rejects.toMatchObject({ code: 52 })
    expect(others.map(({ state }) => state.returned)).toEqual([0, 0, 0, 0, 0, 0, 0, 1])
    await gives('done')
    await ends()
    await said
    await Promise.all(others.slice(0, 7).map(({ gives: give }) => give('text')))
    await Promise.all(others.slice(0, 7).map(({ ends: end }) => end()))
    await expect(Promise.all(results.slice(0, 7))).resolves.toHaveLength(7)
  })

  it('makes pages attach anew when the store refuses it, so that none shows it for ever', async () => {
    const store = memorySessionStore()
    const { page, said, gives, ends } = await startStream({
      store: {
        ...store,
        append: (id, event) =>
          event.json.includes('"draft"') ? Promise.reject(new Error('full')) : store.append(id, event),
      },
    })
    await gives('Good ')
    await ends()
    await expect(said).rejects.toThrow()
    expect(page.line.dropped).toBe('unavailable')
  })

  it('leaves no timer behind', async () => {
    const { clock, said, gives, ends } = await startStream()
    const before = clock.pending
    await gives('Good ')
    await ends()
    await said
    expect(clock.pending).toBe(before)
  })
})
