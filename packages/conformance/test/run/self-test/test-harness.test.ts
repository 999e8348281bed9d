import { createChatBackend } from '@chat-transport/backend'
import {
  conformanceCases,
  createFarSide,
  createJudge,
  formatReport,
  runConformance,
  type ConformanceReport,
  type FarSide,
  type FrontAttachHandler,
  type Harness,
  type WireControl,
} from '@chat-transport/conformance'
import { linkedTransport, type ChatTransport, type OpenLink } from '@chat-transport/core'
import { describe, expect, it } from 'vitest'
import { backEndControl } from '../../../../../test/support/back-end-control.ts'
import { memoryFarSide, memoryHarness } from '../../support/memory-harness.ts'
import { memoryWire, type MemoryWireOptions } from '../../support/memory-wire.ts'

interface Mistake {
  readonly what: string
  /** What the report says first. */
  readonly says: string
  harness(): Harness
}

/** A harness whose author has made a mistake in the wire. */
const withWire = (mistake: (wire: WireControl) => Partial<WireControl>, options: MemoryWireOptions = {}): Harness => {
  const control = backEndControl(createChatBackend())
  const { attachHandler, farSide } = createFarSide(control, () => mistaken)
  const wire = memoryWire(attachHandler, options)
  const mistaken = { ...wire.control, ...mistake(wire.control) }
  return { name: 'mistaken', open: wire.open, far: farSide }
}

/** The same harness, but with a transport in place of the link. */
const asTransport = ({ open, ...harness }: Harness): Harness => ({
  ...harness,
  createTransport: (options) => linkedTransport({ ...options, name: 'memory', open: open as OpenLink }),
})

const withoutAttachHandler = (): Harness => {
  const control = backEndControl(createChatBackend())
  const { farSide } = createFarSide(control, () => wire.control)
  const wire = memoryWire(control)
  return { name: 'mistaken', open: wire.open, far: farSide }
}

const anotherBackEnd = (): Harness => {
  const { farSide } = createFarSide(backEndControl(createChatBackend()), () => wire.control)
  const wire = memoryWire(createChatBackend() as FrontAttachHandler)
  return { name: 'mistaken', open: wire.open, far: farSide }
}

const withFar = (mistake: (far: FarSide) => Partial<FarSide>): Harness => {
  const harness = memoryHarness()
  return { ...harness, far: { ...harness.far, ...mistake(harness.far) } }
}

/** The link hears nothing but events. */
const deaf = ({ open, ...harness }: Harness): Harness => ({
  ...harness,
  open: (attach, line) => (open as OpenLink)(attach, { ...line, alive: () => undefined }),
})

const nothing = async () => 1
const mistakes: readonly Mistake[] = [
  {
    what: 'a cut that does nothing and says so',
    says: 'cut() has reached 0 connections, although a line was open',
    harness: () => withWire(() => ({ cut: async () => 0 })),
  },
  {
    what: 'a cut that does nothing and says that it did',
    says: 'cut() did nothing: the line that was open still works',
    harness: () => withWire(() => ({ cut: nothing })),
  },
  {
    what: 'a cut that does nothing, under a transport without a link',
    says: 'cut() did nothing: the line that was open still works',
    harness: () => asTransport(withWire(() => ({ cut: nothing }))),
  },
  {
    what: 'a verb of the wire that is misspelt',
    says: 'createFarSide wire.refuseLines: expected a function (the wire has planRequests, heartbeats, cut, silence, sendGarbage, refuseLine), got undefined',
    harness: () =>
      withWire(({ refuseLines, ...wire }) => ({ ...wire, refuseLines: undefined as never, refuseLine: refuseLines })),
  },
  {
    what: 'a verb of the wire that does not say how much it has reached',
    says: 'createFarSide wire.silence result: expected the number of connections that it has reached, got undefined',
    harness: () => withWire(() => ({ silence: async () => undefined as never })),
  },
  {
    what: 'a front without the attach handler',
    says: 'make the front with the `attachHandler` of createFarSide, in place of the back end',
    harness: withoutAttachHandler,
  },
  {
    what: 'a front without the attach handler, under a transport without a link',
    says: 'make the front with the `attachHandler` of createFarSide, in place of the back end',
    harness: () => asTransport(withoutAttachHandler()),
  },
  {
    what: 'a front to another back end',
    says: 'make the front with the `attachHandler` of createFarSide, in place of the back end',
    harness: anotherBackEnd,
  },
  {
    what: 'a front without a heartbeat',
    says: 'no sign of life came on an idle line in 450 ms: the front of the far side has to send a heartbeat more often than every 150 ms',
    harness: () => withWire(() => ({}), { heartbeatMs: 'never' }),
  },
  {
    what: 'a refusal of lines that ends the silence of those that are open',
    says: 'refuseLines() has ended the silence, which only silence(false) may: an event still came',
    harness: () =>
      withWire((wire) => ({
        async refuseLines(refused) {
          await wire.silence(false)
          return wire.refuseLines(refused)
        },
      })),
  },
  {
    what: 'lines that are not refused',
    says: 'refuseLines(true) did nothing: an attach has come on a line that was opened after it',
    harness: () => withWire(() => ({ refuseLines: async () => 0 })),
  },
  {
    what: 'lines that are refused for ever',
    says: 'refuseLines(false) did nothing: lines are still refused after it',
    harness: () => withWire((wire) => ({ refuseLines: shutForEver(wire) })),
  },
  {
    what: 'silence that does nothing',
    says: 'silence(true) did nothing: an event still came on the line that was open',
    harness: () => withWire(() => ({ silence: nothing })),
  },
  {
    what: 'silence that does nothing, under a transport without a link',
    says: 'silence(true) did nothing: an event still came on the line that was open',
    harness: () => asTransport(withWire(() => ({ silence: nothing }))),
  },
  {
    what: 'garbage that is sent on no connection',
    says: 'sendGarbage() has reached 0 connections, although a line was open',
    harness: () => withWire(() => ({ sendGarbage: async () => 0 })),
  },
  {
    what: 'a back end in which nobody can speak',
    says: 'say() of the far side has failed: Error: no agent',
    harness: () => withFar(() => ({ say: () => Promise.reject(new Error('no agent')) })),
  },
  {
    what: 'a reset that hangs',
    says: 'reset() of the far side was not over after 1000 ms',
    harness: () => withFar(() => ({ reset: () => new Promise(() => undefined) })),
  },
]

/** Lines can be opened until they are refused once. */
function shutForEver(wire: WireControl): WireControl['refuseLines'] {
  let refuse = (refused: boolean) => wire.refuseLines(refused)
  return async (refused) => {
    const count = await refuse(refused)
    if (refused) refuse = () => wire.refuseLines(true)
    return count
  }
}

/** The report of the self-test and the first case that follows it. */
async function ofTheFirstCases(harness: Harness, deadlineMs: number): Promise<ConformanceReport> {
  const judge = createJudge(harness, { deadlineMs })
  for (const each of conformanceCases(harness).slice(0, 2)) await judge.judge(each)
  return judge.report()
}

const blamed = ({ rules }: ConformanceReport) => rules.filter(({ verdict }) => verdict === 'failed')

describe('a mistake in the harness is named before any rule is blamed:', { timeout: 120_000 }, () => {
  it.concurrent.for(mistakes)('$what', async ({ harness, says }, { expect }) => {
    const report = await runConformance(harness(), { deadlineMs: says.includes('450 ms') ? 2_000 : 200 })
    const [first] = formatReport(report).split('\n')
    expect(first).toContain('Mend the harness first, no rule was tried: ')
    expect(first).toContain(says)
    expect(report.passed).toBe(false)
    expect(blamed(report)).toEqual([])
    // All but the one that observes the import.
    expect(report.totals['harness error']).toBeGreaterThanOrEqual(report.cases.length - 1)
  })
})

describe('a link that does not hear the heartbeats', { timeout: 120_000 }, () => {
  it('is left to the cases, if the far side counts them', async () => {
    const { harness } = await ofTheFirstCases(deaf(memoryHarness()), 200)
    // What a slow machine makes of the deadline is no matter here.
    expect(harness).toEqual({ deadlineMs: expect.any(Number) as number })
  })

  it('is one of two things to look at, if nobody counts them', async () => {
    const uncounted = withWire(() => ({ heartbeats: async () => null }))
    const { harness } = await ofTheFirstCases(deaf(uncounted), 500)
    expect(harness.mend).toBeUndefined()
    expect(harness.hint).toMatch(/either the front .* or the link does not call line\.alive\(\) for it/)
  })
})

describe('a transport that throws', { timeout: 120_000 }, () => {
  const wrong = (withBug: (transport: ChatTransport) => ChatTransport): Harness => {
    const { createTransport, ...harness } = asTransport(memoryHarness())
    return {
      ...harness,
      createTransport: async (options) => withBug((await createTransport?.(options)) as ChatTransport),
    }
  }
  const fail = (): never => {
    throw new Error('not now')
  }
  const transports: readonly { method: string; harness: Harness }[] = [
    { method: 'connect()', harness: wrong((transport) => ({ ...transport, connect: fail })) },
    {
      method: 'close()',
      harness: wrong(({ name, connect }) => ({
        name,
        connect: (attach, listener) => ({ send: connect(attach, listener).send, close: fail }),
      })),
    },
  ]

  it.each(transports)('in $method is left to the cases', async ({ harness }) => {
    expect((await ofTheFirstCases(harness, 300)).harness.mend).toBeUndefined()
  })
})

describe('a wire that is slow', { timeout: 120_000 }, () => {
  const slow = (dialMs: number): Harness => {
    const { open, farSide } = memoryFarSide()
    const late: OpenLink = (attach, line) =>
      new Promise((resolve, reject) =>
        setTimeout(
          () =>
            Promise.resolve()
              .then(() => open(attach, line))
              .then(resolve, reject),
          dialMs,
        ),
      )
    return { name: 'slow', open: late, far: farSide }
  }

  it('gets a longer deadline', async () => {
    const report = await ofTheFirstCases(slow(50), 500)
    expect(report.harness.deadlineMs).toBeGreaterThanOrEqual(1_000)
    expect(report.harness.mend).toBeUndefined()
  })

  it('gets a hint to `deadlineMs`, if it is slower than that', async () => {
    const report = await ofTheFirstCases(slow(200), 200)
    expect(report.harness.deadlineMs).toBe(1_000)
    expect(report.harness.hint).toMatch(
      /a line took 2\d\d ms to open, which is slow for deadlineMs 200: pass \{ deadlineMs: 4\d+ \}/,
    )
  })
})
