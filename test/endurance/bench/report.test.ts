import { expect, test } from 'vitest'
import { compare } from '../../../bench/report/compare.ts'
import { fillIn } from '../../../bench/report/fill-in.ts'
import { pageTables } from '../../../bench/report/page-tables.ts'
import { withRun } from '../../../bench/report/result-file.ts'
import { tableOf } from '../../../bench/report/table.ts'
import type { Conditions, Run } from '../../../bench/run/results.ts'
import type { Scenario } from '../../../bench/scenarios/scenario.ts'

const scenario: Scenario = {
  name: 'one after another',
  figures: { rate: { unit: 'messages/s', better: 'more' }, p50: { unit: 'ms', better: 'less' } },
  when: 'each round',
  run: async () => ({}),
}
const conditions: Conditions = {
  date: '2026-11-30',
  commit: '01234567',
  node: '20.20.2',
  machine: { cores: 2, model: 'a processor', memoryGb: 24, load: 0.1 },
  share: 1,
  rounds: 2,
  versions: {},
}

/** The rates of peers over WebSocket, a round each; what has no number was not played. */
function runOf(rates: Readonly<Record<string, readonly (number | undefined)[]>>, failing: readonly string[] = []): Run {
  const about = { transport: 'websocket', scenario: scenario.name } as const
  const results = Object.entries(rates).flatMap(([peer, values]) =>
    values.flatMap((value, place) =>
      value === undefined ? [] : [{ ...about, peer, figure: 'rate', round: place + 1, value }],
    ),
  )
  const failures = failing.map((peer) => ({ ...about, peer, round: 1, cause: 'it hangs' }))
  return { conditions, results, failures }
}

const rowsOf = (...runs: readonly Run[]) => compare(runs, [scenario]).flatMap(({ rows }) => rows)
const once = (value: number) => ({ median: value, least: value, most: value })

test('peers are compared with ours, in whatever order they were played', () => {
  expect(rowsOf(runOf({ faye: [50], 'Chat Transport': [100] }))).toEqual([
    { peer: 'Chat Transport', value: once(100) },
    { peer: 'faye', value: once(50), ratio: once(2) },
  ])
})

test('rounds are compared by their number', () => {
  const [, faye] = rowsOf(runOf({ 'Chat Transport': [undefined, 100, 300], faye: [10, 50, 100] }))
  expect(faye?.ratio).toEqual({ median: 2, least: 2, most: 3 })
})

test('what was not played together with ours has no ratio', () => {
  const [faye] = rowsOf(runOf({ faye: [50] }))
  expect(faye).toEqual({ peer: 'faye', value: once(50) })
  const [, later] = rowsOf(runOf({ 'Chat Transport': [100] }), runOf({ faye: [50] }))
  expect(later).toEqual({ peer: 'faye', value: once(50) })
})

test('less is better for what takes time, and what never comes has no ratio', () => {
  const times = (value: number) => ({ ...runOf({}), results: timesOf({ 'Chat Transport': 20, faye: value }) })
  const [, slow] = rowsOf(times(60))
  expect(slow?.ratio).toEqual(once(3))
  const [, never] = rowsOf(times(Infinity))
  expect(never).toEqual({ peer: 'faye', value: once(Infinity) })
})

const timesOf = (values: Readonly<Record<string, number>>) =>
  Object.entries(values).map(
    ([peer, value]) =>
      ({ transport: 'websocket', scenario: scenario.name, peer, figure: 'p50', round: 1, value }) as const,
  )

test('a peer that has failed in one round has failed, and the others have not', () => {
  const run = runOf({ 'Chat Transport': [100, 100], faye: [undefined, 50], 'ws alone': [200, 200] }, ['faye'])
  const [comparison] = compare([run], [scenario])
  expect(comparison && tableOf(comparison)).toContain('| faye | failed |  |  |\n| ws alone | 200 | 200–200 | 0.50')
  expect(pageTables(compare([run], [scenario]))['messages a second, websocket']).toContain('| faye | failed |')
})

test('a run replaces what its peers came to before, and nothing else', () => {
  const before = runOf({ 'Chat Transport': [100], faye: [50] }, ['ws alone'])
  const now = runOf({ faye: [70] })
  const runs = withRun([before], now, [scenario])
  expect(runs).toEqual([runOf({ 'Chat Transport': [100] }, ['ws alone']), now])
  expect(withRun(runs, runOf({ 'Chat Transport': [1], faye: [1], 'ws alone': [1] }), [scenario])).toHaveLength(1)
})

test('a run that has measured nothing changes nothing', () => {
  const before = runOf({ faye: [50] })
  expect(withRun([before], runOf({}), [scenario])).toEqual([before])
})

test('what no scenario gives any more is dropped', () => {
  expect(withRun([runOf({ faye: [50] })], runOf({}), [])).toEqual([])
})

test('a page gets what it has a place for', () => {
  const page = 'Before.\n<!-- bench: rates -->\nold\nlines\n<!-- end -->\nAfter.\n'
  const filled = 'Before.\n<!-- bench: rates -->\n\n| new |\n\n<!-- end -->\nAfter.\n'
  expect(fillIn(page, { rates: '| new |', other: '' })).toBe(filled)
  expect(fillIn(filled, { rates: '| new |' })).toBe(filled)
  const empty = '<!-- bench: rates -->\n<!-- end -->\n'
  expect(fillIn(empty + page, { rates: '| new |' })).toBe(fillIn(empty, { rates: '| new |' }) + filled)
  expect(() => fillIn(page, { other: '' })).toThrow('There is no “rates” to fill in. There are: other')
})
