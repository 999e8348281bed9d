import fc from 'fast-check'
import type { ChangeChoice } from './world/changes.ts'
import type { StoreTrouble } from './world/far-side.ts'
import type { Dials } from './world/network.ts'
import type { Conditions } from './world/pipe.ts'
import type { StorageMood } from './world/tab-storage.ts'
import type { Cut } from './world/wire.ts'

/** `page` is a number modulo the number of pages that are not gone. */
type OfPage<Fields = unknown> = Fields & { readonly page: number }

/** Every step that can happen, and its parameters. */
export interface Happenings {
  says: OfPage
  'changes a message': OfPage<ChangeChoice>
  types: OfPage
  leaves: OfPage
  'lets go': OfPage
  'comes back': OfPage
  'starts anew': OfPage
  'opens at once': OfPage<{ readonly start: 'now' | 'first-message' }>
  reloads: OfPage<{ readonly how: 'hidden first' | 'without a word' }>
  'reloads and opens at once': OfPage<{ readonly how: 'hidden first' | 'without a word' }>
  'is duplicated': OfPage
  'opens a second tab': OfPage
  'is frozen': OfPage
  'is thawed': OfPage
  'loses its line': OfPage<Cut>
  'has its line stalled': OfPage<{ readonly ms: number }>
  'has its line swallowed': OfPage<{ readonly direction: 'up' | 'down' }>
  'finds dials': OfPage<{ readonly dials: Dials }>
  'goes offline': OfPage
  'goes online': OfPage
  'has its storage': OfPage<{ readonly mood: StorageMood }>
  'signs in': OfPage
  'the agent says': object
  'the agent types': object
  'the agent changes a message': ChangeChoice
  'the bot begins a message': object
  'the bot goes on': object
  'the bot ends': object
  'the agent ends it': object
  'the server forgets it': object
  'the server restarts': object
  'the server thinks': { readonly ms: number }
  'the server turns down': { readonly verdict: 'refused' | 'failed' }
  'log-ins last': { readonly ms: number }
  'the log-in refuses': { readonly times: number }
  'the store is troubled': { readonly troubles: readonly StoreTrouble[] }
  'the network changes': Conditions
  'the clock jumps': { readonly ms: number }
  'time passes': { readonly ms: number }
}
export type Step = { [Name in keyof Happenings]: { readonly does: Name } & Happenings[Name] }[keyof Happenings]

const page = fc.nat({ max: 3 })
const change = {
  how: fc.constantFrom('edits' as const, 'deletes' as const, 'reacts' as const, 'takes a reaction back' as const),
  which: fc.nat({ max: 20 }),
}
const ms = (...choices: number[]) => fc.constantFrom(...choices)

/** The weight of each step, and its parameters. */
const likelihoods: {
  [Name in keyof Happenings]: readonly [
    weight: number,
    fields: { [Field in keyof Happenings[Name]]: fc.Arbitrary<Happenings[Name][Field]> },
  ]
} = {
  says: [14, { page }],
  'changes a message': [14, { page, ...change }],
  types: [1, { page }],
  leaves: [1, { page }],
  'lets go': [1, { page }],
  'comes back': [3, { page }],
  'starts anew': [2, { page }],
  'opens at once': [3, { page, start: fc.constantFrom('now' as const, 'first-message' as const) }],
  reloads: [4, { page, how: fc.constantFrom('hidden first' as const, 'without a word' as const) }],
  'reloads and opens at once': [3, { page, how: fc.constantFrom('hidden first' as const, 'without a word' as const) }],
  'is duplicated': [2, { page }],
  'opens a second tab': [2, { page }],
  'is frozen': [1, { page }],
  'is thawed': [2, { page }],
  'loses its line': [
    6,
    {
      page,
      pageIs: fc.constantFrom('told' as const, 'unaware' as const),
      serverIs: fc.constantFrom('told' as const, 'unaware' as const),
      inFlight: fc.constantFrom('lost' as const, 'late' as const),
    },
  ],
  'has its line stalled': [3, { page, ms: ms(300, 2500, 6000, 20_000) }],
  'has its line swallowed': [3, { page, direction: fc.constantFrom('up' as const, 'down' as const) }],
  'finds dials': [3, { page, dials: fc.constantFrom('open' as const, 'refused' as const, 'swallowed' as const) }],
  'goes offline': [1, { page }],
  'goes online': [2, { page }],
  'has its storage': [
    2,
    {
      page,
      mood: fc.oneof(
        fc.constantFrom({ name: 'prompt' } as const, { name: 'throwing' } as const),
        fc.record({ name: fc.constant('slow' as const), delayMs: ms(5, 100, 700) }),
      ),
    },
  ],
  'signs in': [2, { page }],
  'the agent says': [6, {}],
  'the agent types': [1, {}],
  'the agent changes a message': [2, change],
  'the bot begins a message': [2, {}],
  'the bot goes on': [4, {}],
  'the bot ends': [1, {}],
  'the agent ends it': [1, {}],
  'the server forgets it': [1, {}],
  'the server restarts': [1, {}],
  'the server thinks': [2, { ms: ms(0, 20, 200, 2000) }],
  'the server turns down': [1, { verdict: fc.constantFrom('refused' as const, 'failed' as const) }],
  'log-ins last': [1, { ms: ms(700, 5000, 60_000) }],
  'the log-in refuses': [1, { times: fc.constantFrom(1, 2, 3) }],
  'the store is troubled': [
    2,
    {
      troubles: fc.array(fc.constantFrom('none' as const, 'slow' as const, 'unreachable' as const, 'lost' as const), {
        minLength: 1,
        maxLength: 4,
      }),
    },
  ],
  'the network changes': [3, { delayMs: ms(1, 20, 150), jitterMs: ms(0, 30, 150), repeats: fc.constantFrom(0, 0.2) }],
  'the clock jumps': [1, { ms: ms(-3_600_000, -1000, 4000, 60_000) }],
  'time passes': [24, { ms: ms(1, 15, 60, 200, 600, 1500, 4000, 12_000, 40_000, 310_000) }],
}

/** A history: some steps, and the seed of its random numbers. */
export interface History {
  readonly seed: number
  readonly steps: readonly Step[]
}

/** Histories in which the favored steps happen more often than usual. */
export function histories(favored: readonly Step['does'][] = []): fc.Arbitrary<History> {
  const steps = Object.entries(likelihoods).map(([does, [weight, fields]]) => ({
    weight: favored.some((name) => name === does) ? weight * 4 : weight,
    arbitrary: fc.record({ does: fc.constant(does), ...fields }) as unknown as fc.Arbitrary<Step>,
  }))
  return fc.record({
    seed: fc.nat(),
    steps: fc.array(fc.oneof(...steps), { minLength: 1, maxLength: 60, size: 'max' }),
  })
}
