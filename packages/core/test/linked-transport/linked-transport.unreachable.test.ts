import { describe, expect, it, vi } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { silentLogger } from '../../src/index.ts'
import { scriptedLink, type Dial } from '../support/scripted-link.ts'
import { openConnected, openConnection, restore, retryDelayMs } from '../support/open-connection.ts'

const failure = (seen: object) => Object.assign(new Error('refused'), seen)

describe('a server that cannot be reached', () => {
  function warned() {
    const warn = vi.fn()
    return { warn, options: { logger: { ...silentLogger, warn } } }
  }

  it('is warned about once, with what was seen and the usual causes', async () => {
    const { warn, options } = warned()
    const { dial, dropAndRedial } = await openConnection({ options })
    const cause = failure({ status: 404 })
    dial.drop(cause)
    await settle()
    expect(warn.mock.calls).toEqual([[expect.stringContaining('wrong URL, server down, or origin not allowed'), cause]])
    await dropAndRedial()
    expect(warn).toHaveBeenCalledOnce()
  })

  it('is not looked for elsewhere when it has answered: it refuses', async () => {
    const { warn, options } = warned()
    const { dial } = await openConnection({ options })
    dial.refuse(100)
    await settle()
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/no connection yet: the server refuses it$/), expect.anything()],
    ])
  })

  it('is warned about when every link has failed, not when the first one has', async () => {
    const { warn, options } = warned()
    const { links } = await openConnection({ scripts: [{}, {}], options })
    links[0]?.dial.drop()
    await settle()
    expect(warn).not.toHaveBeenCalled()
    links[1]?.dial.drop()
    await settle()
    expect(warn).toHaveBeenCalledOnce()
  })

  it('is warned about within 5 s where it does not answer', async () => {
    const { warn, options } = warned()
    const { clock } = await openConnection({ scripts: [{}, {}], options })
    await clock.advance(4_999)
    expect(warn).toHaveBeenCalledOnce()
  })

  it('is no news to a page that has been connected', async () => {
    const { warn, options } = warned()
    const { dropAndRedial } = await openConnected({ options })
    await dropAndRedial()
    await dropAndRedial()
    expect(warn).not.toHaveBeenCalled()
  })

  it('tells with each planned attempt what its link saw', async () => {
    const { dial, listener } = await openConnection()
    dial.drop(failure({ status: 503 }))
    await settle()
    expect(listener.retries).toMatchObject([{ cause: { status: 503 } }])
  })
})

describe('a server that refuses at once', () => {
  const refusing = { meet: (dial: Dial) => dial.drop(failure({ status: 503 })) }

  it.each([
    ['one link', [refusing]],
    ['two links', [refusing, refusing]],
  ])('is dialed 4 times in 3 s and 12 times in a minute, over %s', async (_what, scripts) => {
    const { clock, links } = await openConnection({ scripts, options: { retryDelayMs: undefined } as object })
    const dialed = () => links.flatMap(({ dials }) => dials).length
    await clock.advance(2_999)
    expect(dialed()).toBe(4)
    await clock.advance(57_000)
    expect(dialed()).toBeLessThanOrEqual(12)
  })

  it('is dialed at once when the network is back', async () => {
    const { clock, network, dials } = await openConnection({
      scripts: [refusing],
      options: { retryDelayMs: undefined } as object,
    })
    await clock.advance(60_000)
    const { length } = dials
    network.say('online')
    await settle()
    expect(dials).toHaveLength(length + 1)
  })
})

describe('Retry-After', () => {
  it('is kept to, whatever wakes the page and however many links there are', async () => {
    const { clock, network, links } = await openConnection({ scripts: [{}, {}] })
    const dialed = () => links.flatMap(({ dials }) => dials).length
    links[0]?.dial.drop(failure({ status: 503, retryAfterMs: 30_000 }))
    await clock.advance(10_000)
    network.say('visible')
    network.say('online')
    await clock.advance(19_999)
    expect(dialed()).toBe(1)
    await clock.advance(1)
    expect(dialed()).toBe(2)
  })

  it('is that of one server: another one is dialed at once', async () => {
    const [server, other] = [scriptedLink({}), scriptedLink({})]
    await openConnection({ options: { open: [[server.open, other.open]] } })
    server.dial.drop(failure({ status: 503, retryAfterMs: 30_000 }))
    await settle()
    expect(other.dials).toHaveLength(1)
  })

  it('shortens no delay', async () => {
    const { clock, dial, dials } = await openConnection({ options: { retryDelayMs: () => 5_000 } })
    dial.drop(failure({ retryAfterMs: 1_000 }))
    await clock.advance(4_999)
    expect(dials).toHaveLength(1)
    await clock.advance(1)
    expect(dials).toHaveLength(2)
  })

  it('is believed for five minutes at most', async () => {
    const { clock, dial, dials } = await openConnection()
    dial.drop(failure({ retryAfterMs: 86_400_000 }))
    await clock.advance(299_999)
    expect(dials).toHaveLength(1)
    await clock.advance(1)
    expect(dials).toHaveLength(2)
  })
})

describe('an attach that the server cannot read', () => {
  it.each([{ status: 400 }, { status: 413 }, { code: 1003 }, { code: 1007 }, { code: 1008 }, { code: 1009 }])(
    'ends a start after five such answers in a row: %j',
    async (seen) => {
      const { links, clock, listener } = await openConnection()
      for (let answer = 1; answer <= 5; answer++) {
        expect(listener.path).toEqual([])
        links[0]?.dial.drop(failure(seen))
        await clock.advance(retryDelayMs)
      }
      expect(links[0]?.dials).toHaveLength(5)
      expect(listener.changes).toMatchObject([
        {
          current: 'closed',
          cause: { message: expect.stringContaining('the server cannot read the attach') as string },
        },
      ])
    },
  )

  it('is counted over all links, where one of them gets no answer at all', async () => {
    const { links, clock, listener } = await openConnection({ scripts: [{}, {}] })
    for (let round = 1; round <= 5; round++) {
      links[0]?.dial.drop(failure({ code: 1006 }))
      await clock.advance(retryDelayMs)
      links[1]?.dial.drop(failure({ status: 400 }))
      await clock.advance(retryDelayMs)
    }
    expect(listener.path).toEqual(['closed'])
  })

  it('is none where another answer comes between', async () => {
    const { links, clock, listener } = await openConnection()
    for (const status of [400, 400, 400, 400, 503, 400, 400, 400, 400]) {
      links[0]?.dial.drop(failure({ status }))
      await clock.advance(retryDelayMs)
    }
    expect(listener.path).toEqual([])
  })

  it('ends no session that exists', async () => {
    const { links, clock, listener } = await openConnection({ attach: restore })
    for (let answer = 1; answer <= 8; answer++) {
      links[0]?.dial.drop(failure({ status: 400 }))
      await clock.advance(retryDelayMs)
    }
    expect(listener.path).toEqual([])
  })
})
