import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { GivenUp } from '../../../bench/peers/given-up.ts'
import type { Peer, Visitor } from '../../../bench/peers/peer.ts'
import { ws } from '../../../bench/peers/ws.ts'
import { onStage } from '../../../bench/run/on-stage.ts'
import { playAll } from '../../../bench/run/run-rounds.ts'
import { halfOpen } from '../../../bench/scenarios/half-open.ts'
import { networkBack } from '../../../bench/scenarios/network-back.ts'
import { oneAfterAnother } from '../../../bench/scenarios/one-after-another.ts'
import type { Scenario } from '../../../bench/scenarios/scenario.ts'
import { scenarios } from '../../../bench/scenarios/scenarios.ts'
import { serve } from './serve.ts'

/** ws alone, with something else about its visitors. */
const wsBut = (broken: Partial<Visitor>): Peer => ({
  ...ws,
  visit: async (url) => ({ ...(await ws.visit(url)), ...broken }),
})

async function play(scenario: Scenario, peer: Peer) {
  return onStage(scenario, { peer, server: await serve(peer), share: 0.001, boundMs: 100 })
}

describe('a peer that', () => {
  test('cannot be visited fails', async () => {
    const visit = () => Promise.reject(new Error('nobody answers'))
    await expect(play(oneAfterAnother, { ...ws, visit })).rejects.toThrow('nobody answers')
  })

  test('does not send fails, in each scenario in which something is said', async () => {
    const peer = wsBut({ say: () => Promise.reject(new Error('broken')) })
    const talking = scenarios.filter(({ name, fits }) => !fits && !/starts|come at once/.test(name))
    expect(talking.length).toBeGreaterThan(6)
    for (const scenario of talking) await expect(play(scenario, peer), scenario.name).rejects.toThrow('broken')
  })

  test('fails while it waits has failed; what does not come has not', async () => {
    const peer = wsBut({ interrupted: () => Promise.reject(new Error('broken')) })
    await expect(play(halfOpen, peer)).rejects.toThrow('broken')
    expect(await play(halfOpen, ws)).toEqual({ 'page is told': Infinity })
  })

  test('gives a message up in an outage is never heard of again', async () => {
    let said = 0
    const say = () => ((said += 1) === 1 ? Promise.resolve() : Promise.reject(new GivenUp('offline')))
    expect(await play(networkBack, wsBut({ say }))).toEqual({ 'first message': Infinity })
  })

  test('comes to no number fails, as does what may not stay away', async () => {
    const giving = (value: number): Scenario => ({ ...oneAfterAnother, run: async () => ({ rate: value }) })
    await expect(play(giving(NaN), ws)).rejects.toThrow('rate: expected a number, got NaN')
    await expect(play(giving(Infinity), ws)).rejects.toThrow('rate: expected a number, got Infinity')
  })
})

test('after a failure what is left is played in another process', async () => {
  const processes: (readonly string[])[] = []
  const [first, second, third] = scenarios
  const played = [first, second, third].filter((each) => each !== undefined)
  const outcome = await playAll(played, async (names) => {
    processes.push(names)
    return names[0] === first?.name ? { measured: [first?.name], cause: 'it hangs' } : { measured: names }
  })
  expect(processes).toEqual([played.map(({ name }) => name), [third?.name]])
  expect(outcome).toEqual({
    measured: [first?.name, third?.name],
    failed: [{ scenario: second?.name, cause: 'it hangs' }],
  })
})

describe('the command', { timeout: 120_000 }, () => {
  const short = ['--rounds', '1', '--share', '0.001', '--transport', 'websocket', '--scenarios', 'one after another']

  test('compares peers with ours, each end in a process of its own', async () => {
    const { code, stdout } = await bench([...short, '--peers', 'Chat Transport,ws alone'])
    expect(stdout).toMatch(/\| ws alone \| [\d.,]+ \| .+ \| \d+\.\d\d \(.+\) \|/)
    expect(code).toBe(0)
  })

  test('fails with a broken peer, says why, and keeps what the others came to', async () => {
    const env = { NODE_OPTIONS: `--import ${new URL('broken-ws.js', import.meta.url).href}` }
    const { code, stdout, stderr } = await bench([...short, '--peers', 'faye,ws alone'], env)
    expect(stderr).toContain('ws alone over websocket has failed in “one after another”, round 1: Error: broken')
    expect(stdout).toMatch(/\| ws alone \| failed \|/)
    expect(stdout).toMatch(/\| faye \| [\d.,]+ \|/)
    expect(code).toBe(1)
  })
})

function bench(args: readonly string[], env = {}) {
  const command = fileURLToPath(new URL('../../../scripts/bench.mjs', import.meta.url))
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [command, ...args],
      { env: { ...process.env, ...env } },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}
