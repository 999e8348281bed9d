import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Mutant } from './mutant.ts'
import { formatMutants } from './report.ts'
import { judgeMutant, verdictOn } from './run/judge-mutant.ts'
import { rewriteSource } from './rewriting/rewrite-source.ts'
import { sample } from './sample.ts'
import { notRewritten, sources } from './targets/target.ts'
import { wrappedMutants } from './wrappers/wrapped-mutants.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

const wrapped = (place: string, what: string): Mutant => {
  const found = wrappedMutants().find((mutant) => mutant.place === place && mutant.what === what)
  if (!found) throw new Error(`There is no wrapper "${place}: ${what}".`)
  return found
}

/** The kit is run on a mutant by a few of its rules here: all of them take half a minute. */
const linkRules = ['L1', 'L2', 'L4', 'L5'] as const

describe('the conformance kit, run on a mutant', { timeout: 120_000 }, () => {
  it('catches a link that leaves out every error, by the rule that it breaks', async () => {
    const { verdict, by } = await judgeMutant(root, wrapped('link received', 'leaves out every error'), linkRules)
    expect(by).toMatch(/^L2\//)
    expect(verdict).toBe('right rule')
  })

  it('does not see a change that is no fault', async () => {
    const { verdict, by } = await judgeMutant(root, wrapped('link open', 'opens 100 ms late'), linkRules)
    expect(by).toBe('')
    expect(verdict).toBe('rightly passed')
  })

  it('reports as unseen what has no effect, though it is said to break a rule', async () => {
    const mutant: Mutant = { ...wrapped('link open', 'opens 100 ms late'), blames: ['L4'] }
    const { verdict } = await judgeMutant(root, mutant, linkRules)
    expect(verdict).toBe('unseen')
  })

  it('is told that a source breaks down at its import', async () => {
    const brokenAtImport = "export const startHeartbeat = () => undefined\nthrow new TypeError('broken')"
    const { verdict, by } = await judgeMutant(root, {
      family: 'rewriting',
      target: 'memory-link',
      place: 'packages/memory/src/heartbeat.ts:1',
      what: 'throws',
      blames: ['L2'],
      source: { file: 'packages/memory/src/heartbeat.ts', text: brokenAtImport },
    })
    expect(by).toContain('TypeError: broken')
    expect(verdict).toBe('crash')
  })
})

describe('the sources that are rewritten', () => {
  it('are all of the linked transport, but for those that are named as left out', () => {
    const folder = 'packages/core/src/linked-transport'
    const there = readdirSync(join(root, folder)).map((file) => `${folder}/${file}`)
    const named = sources['linked-transport'].map(([path]) => path)
    expect([...named, ...notRewritten.map((name) => `${folder}/${name}.ts`)].sort()).toEqual(there.sort())
  })

  it('exist', () => {
    const paths = Object.values(sources).flatMap((each) => each.map(([path]) => path))
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})

describe('the faults that are made in a source', () => {
  const faults = (text: string) => rewriteSource(text).map(({ what }) => what)

  it('say what was done to what', () => {
    expect(faults('timer.stop()')).toEqual(['drops the clean-up `timer.stop()`'])
    expect(faults('if (a) b = 1')).toEqual(['negates `a`', 'removes `b = 1`', 'adds 1 to `1`'])
    expect(faults('const f = async () => { await g(h) }')).toEqual([
      'removes `await g(h)`',
      'does not wait for `await g(h)`',
      'calls g without `h`',
    ])
    expect(faults('p.catch(tell)')).toContain('swallows the rejection that goes to `tell`')
    expect(faults('x.toString()')).toEqual(['removes `x.toString()`'])
  })

  it('have their line and the whole text with one change', () => {
    expect(rewriteSource('first\n  second()')).toEqual([
      { line: 1, what: 'removes `first`', text: ';\n  second()' },
      { line: 2, what: 'removes `second()`', text: 'first\n  ;' },
    ])
  })

  it('are sources still when a field is left out', () => {
    const texts = rewriteSource('f({ a, b, })').map(({ text }) => text)
    expect(texts).toEqual([';', 'f(undefined)', 'f({ b, })', 'f({ a,  })'])
  })

  it('leave out imports, types and the log', () => {
    expect(faults("import { a } from './a.ts'\ntype Two = 2\nlogger.info('a')\nlogger?.warn('b')")).toEqual([])
  })
})

describe('the report', () => {
  const mutant = wrapped('link received', 'never calls')

  it('counts a rule that the mutant breaks before one that it does not', () => {
    const failed = [
      { rule: 'L1', id: 'L1/start', because: 'no answer' },
      { rule: 'L2', id: 'L2/events', because: 'no events' },
    ] as const
    expect(verdictOn({ blames: ['L2'] }, { failed })).toEqual({ verdict: 'right rule', by: 'L2/events: no events' })
    expect(verdictOn({ blames: ['L3'] }, { failed })).toEqual({ verdict: 'another rule', by: 'L1/start: no answer' })
  })

  it('does not call unseen what the kit could not try', () => {
    const stopped = { rule: 'L2', id: 'L2/events', because: 'harness error: no events' } as const
    expect(verdictOn({ blames: ['L2'] }, { failed: [], stopped })).toEqual({
      verdict: 'another rule',
      by: 'L2/events: harness error: no events',
    })
  })

  it('lists each mutant that the kit did not see', () => {
    const text = formatMutants([
      { mutant, verdict: 'unseen', by: '' },
      { mutant: { ...mutant, place: 'link lost' }, verdict: 'crash', by: 'code 1' },
    ])
    expect(text).toMatch(/^wrapped +2 +0 +0 +1 +1 +0 +50 %$/m)
    expect(text).toContain('link received: never calls [L2]')
    expect(text).not.toContain('link lost')
  })

  it('is about the same sample for the same seed', () => {
    const all = wrappedMutants()
    expect(sample(all, 20, 1)).toHaveLength(20)
    expect(sample(all, 20, 1)).toEqual(sample([...all].reverse(), 20, 1).reverse())
    expect(sample(all, 20, 2)).not.toEqual(sample(all, 20, 1))
  })

  it('names each wrapper once', () => {
    const names = wrappedMutants().map(({ place, what }) => `${place}: ${what}`)
    expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([])
  })
})
