import { describe, expect, test } from 'vitest'
import { inScope } from '../support/cleanup.ts'
import { eventually, within } from '../support/deadline.ts'
import { heal, strikes } from './fault-matrix/faults.ts'
import { matrix, type Cell, type Fault, type Impossible, type Moment, type Sight } from './fault-matrix/matrix.ts'
import { scenarios } from './fault-matrix/moments.ts'
import { checkOutcome } from './fault-matrix/outcomes.ts'
import { setStage, shownIn, type Stage } from './fault-matrix/stage.ts'
import { transports } from './support/serve-pages.ts'

type Transport = (typeof transports)[number]

/** Resolves when the fault has lasted long enough. */
const lasting: Readonly<Record<Sight['lastsUntil'], (stage: Stage, answered: Promise<unknown>) => Promise<unknown>>> = {
  answered: (_stage, answered) => answered,
  interrupted: ({ visitor: { log } }) => log.waitFor('interrupted', 10_000),
  'answered or interrupted': ({ visitor: { log } }, answered) =>
    Promise.race([answered, log.waitFor('interrupted', 10_000)]),
  retried: (stage) => eventually(() => stage.retries > 0, 10_000),
}

async function play(transport: Transport, { fault, moment, sight }: { fault: Fault; moment: Moment; sight: Sight }) {
  const stage = await setStage(transport, sight)
  const { kind, play: perform } = scenarios[moment]
  const lasts = (answered: Promise<unknown>) => lasting[sight.lastsUntil](stage, answered)

  const { answered } = await perform(stage, {
    strike: async () => strikes[fault](stage),
    seen: async () => void (await lasts(Promise.resolve())),
  })
  const isOver = expectsExpiry(sight) ? stage.visitor.log.waitFor('sessionEnded') : answered
  await within(15_000, 'what the fault lasts for', lasts(isOver))
  await heal(stage)
  await within(15_000, 'what was under way', isOver)

  if (kind === 'start') expect(stage.retries > 0).toBe(sight.lastsUntil === 'retried')
  const { log } = stage.visitor // of the page that the fault met, also when another comes back in its place
  await checkOutcome[kind](stage)
  checkShown(shownIn(log), sight)
}

function checkShown(shown: readonly string[], { shows }: Sight): void {
  if (shows === 'outages') expect(shown.join(', ')).toMatch(wholeOutages)
  else expect(shown).toEqual(shows)
}

const wholeOutages = /^((^|, )reconnecting(, error 150, interrupted, connected, continued|, connected))*$/

describe.concurrent.each(transports)('over %s', (transport) => {
  for (const fault of keysOf(matrix)) {
    describe(fault, () => {
      for (const [moment, sight] of playable(transport, fault)) {
        test(moment, ({ onTestFinished }) => inScope(onTestFinished, () => play(transport, { fault, moment, sight })))
      }
    })
  }
})

function playable(transport: Transport, fault: Fault): [Moment, Sight][] {
  return keysOf(matrix[fault]).flatMap((moment) => {
    const cell = over(transport, matrix[fault][moment])
    return 'cannotBe' in cell ? [] : [[moment, cell] as [Moment, Sight]]
  })
}

function over(transport: Transport, cell: Cell): Sight | Impossible {
  return transport in cell ? (cell as Readonly<Record<Transport, Sight | Impossible>>)[transport] : (cell as Sight)
}

function expectsExpiry({ shows }: Sight): boolean {
  return shows.includes('ended: expired')
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(record) as Key[]
}
