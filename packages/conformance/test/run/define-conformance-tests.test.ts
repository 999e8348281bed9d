import { conformanceCases, defineConformanceTests, type Harness } from '@chat-transport/conformance'
import { linkedTransport } from '@chat-transport/core'
import { describe, expect, it } from 'vitest'
import { memoryFarSide, memoryHarness } from '../support/memory-harness.ts'

type Run = (this: unknown, ...args: unknown[]) => Promise<void>

/** The tests that a runner would receive. */
function definedFor(harness: Harness): Map<string, Run> {
  const tests = new Map<string, Run>()
  const runner = {
    describe: (_name: string, define: () => void) => define(),
    it: (name: string, run: Run) => tests.set(name, run),
  }
  defineConformanceTests(harness, runner, { deadlineMs: 300 })
  return tests
}

async function run(
  tests: Map<string, Run>,
  id: string,
  context: { self?: unknown; args?: unknown[] } = {},
): Promise<void> {
  const [, test] = [...tests].find(([name]) => name.startsWith(`${id}:`)) ?? []
  if (!test) throw new Error(`no test for ${id}`)
  await test.apply(context.self, context.args ?? [])
}

function withoutTyping(): Harness {
  const { open, farSide } = memoryFarSide({ refuses: ['SendTyping'] })
  return {
    name: 'no typing',
    far: farSide,
    createTransport: (options) => linkedTransport({ ...options, name: 'no typing', open, unsupported: ['SendTyping'] }),
  }
}

describe('the tests defined for a runner', () => {
  it('exist once for each case, named by id and title', () => {
    const harness = memoryHarness()
    const names = conformanceCases(harness).map(({ id, title }) => `${id}: ${title}`)
    expect([...definedFor(harness).keys()]).toEqual(names)
  })

  it('declare no parameters, because jest and mocha would pass a callback', () => {
    for (const test of definedFor(memoryHarness()).values()) expect(test.length).toBe(0)
  })

  it('pass when their case passes, alone and in any order', async () => {
    const tests = definedFor(memoryHarness())
    await run(tests, 'T7/history')
    await run(tests, 'L1/start')
  })

  it('fail with the rule, what happened and what was done', async () => {
    const tests = definedFor({ ...memoryHarness(), open: () => () => undefined })
    const failure = run(tests, 'L1/restore')
    await expect(failure).rejects.toThrow('A link puts `attach` on the wire first.')
    await expect(failure).rejects.toThrow('Seen: this did not happen within 300 ms')
    await expect(failure).rejects.toThrow('far side: newSession')
  })

  it('fail if a rule that they require is broken', async () => {
    const tests = definedFor({ ...memoryHarness(), open: () => () => undefined })
    await expect(run(tests, 'L1/restore')).rejects.toThrow()
    await expect(run(tests, 'L2/batch')).rejects.toThrow('L2/batch not reached')
  })

  it('have a longer timeout than the kit’s own, set as vitest, jest and jasmine expect it, and as mocha does', async () => {
    const timeouts = new Set<unknown>()
    const runner = {
      describe: (_name: string, define: () => void) => define(),
      it: (_name: string, _run: Run, timeoutMs?: number) => timeouts.add(timeoutMs),
    }
    defineConformanceTests(memoryHarness(), runner, { deadlineMs: 300 })
    expect([...timeouts]).toEqual([90_000])
    const mocha = { timeout: (ms: number) => timeouts.add(`mocha ${ms}`) }
    await run(definedFor(memoryHarness()), 'T7/history', { self: mocha })
    expect(timeouts).toContain('mocha 90000')
  })

  it('are skipped if a command is not offered, in the way of vitest and node:test, and in the way of mocha', async () => {
    const tests = definedFor(withoutTyping())
    const skipped: unknown[] = []
    const context = { skip: (why?: string) => skipped.push(why) }
    await run(tests, 'T15/SendTyping', { args: [context] })
    await run(tests, 'T15/SendTyping', { self: context })
    expect(skipped).toEqual(Array(2).fill('the transport declares SendTyping unsupported'))
  })
})
