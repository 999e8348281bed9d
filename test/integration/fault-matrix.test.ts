import { describe, expect, test, vi } from 'vitest'
import { inScope } from '../support/cleanup.ts'
import { eventually, within } from '../support/deadline.ts'
import { heal, faults } from './fault-matrix/faults.ts'
import { matrix, type Cell, type Fault, type Impossible, type Moment, type Expectation } from './fault-matrix/matrix.ts'
import { scenarios } from './fault-matrix/moments.ts'
import { checkOutcome } from './fault-matrix/outcomes.ts'
import { openSetup, shownIn, type Setup } from './fault-matrix/setup.ts'
import { transports } from './support/serve-pages.ts'

type Transport = (typeof transports)[number]

/** Resolves when the fault has lasted long enough. */
const lasting: Readonly<
  Record<Expectation['lastsUntil'], (setup: Setup, answered: Promise<unknown>) => Promise<unknown>>
> = {
  answered: (_stage, answered) => answered,
  interrupted: ({ visitor: { log } }) => log.waitFor('interrupted', 10_000),
  'answered or interrupted': ({ visitor: { log } }, answered) =>
    Promise.race([answered, log.waitFor('interrupted', 10_000)]),
  retried: (setup) => eventually(() => setup.retries > 0, 10_000),
}

async function play(
  transport: Transport,
  { fault, moment, expectation }: { fault: Fault; moment: Moment; expectation: Expectation },
) {
  const setup = await openSetup(transport, expectation)
  const { kind, play: perform } = scenarios[moment]
  const lasts = (answered: Promise<unknown>) => lasting[expectation.lastsUntil](setup, answered)

  const { answered } = await perform(setup, {
    begin: async () => faults[fault](setup),
    seen: async () => void (await lasts(Promise.resolve())),
  })
  const isOver = expectsExpiry(expectation) ? setup.visitor.log.waitFor('sessionEnded') : answered
  await within(15_000, 'what the fault lasts for', lasts(isOver))
  await heal(setup)
  await within(15_000, 'what was under way', isOver)

  if (kind === 'start') expect(setup.retries > 0).toBe(expectation.lastsUntil === 'retried')
  const { log } = setup.visitor // of the page that the fault met, also when another comes back in its place
  await checkOutcome[kind](setup)
  checkShown(shownIn(log), expectation)
}

function checkShown(shown: readonly string[], { shows }: Expectation): void {
  if (typeof shows !== 'string') return expect(shown).toEqual(shows)
  expect(shown.join(', ')).toMatch(outages[shows])
}

const outages = {
  outages: /^((^|, )reconnecting(, error 150, interrupted, connected, continued|, connected))*$/,
  'outages, left': /^(reconnecting, (connected, |error 150, interrupted, (connected, continued, )?)?)?ended: left$/,
}

// Each case waits most of its time.
vi.setConfig({ maxConcurrency: 8 })

describe.concurrent.each(transports)('over %s', (transport) => {
  for (const fault of keysOf(matrix)) {
    describe(fault, () => {
      for (const [moment, expectation] of playable(transport, fault)) {
        test(moment, ({ onTestFinished }) =>
          inScope(onTestFinished, () => play(transport, { fault, moment, expectation })),
        )
      }
    })
  }
})

function playable(transport: Transport, fault: Fault): [Moment, Expectation][] {
  return keysOf(matrix[fault]).flatMap((moment) => {
    const cell = over(transport, matrix[fault][moment])
    return 'cannotBe' in cell ? [] : [[moment, cell] as [Moment, Expectation]]
  })
}

function over(transport: Transport, cell: Cell): Expectation | Impossible {
  return transport in cell
    ? (cell as Readonly<Record<Transport, Expectation | Impossible>>)[transport]
    : (cell as Expectation)
}

function expectsExpiry({ shows }: Expectation): boolean {
  return shows.includes('ended: expired')
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(record) as Key[]
}
