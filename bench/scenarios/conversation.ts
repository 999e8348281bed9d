import type { Visitor } from '../peers/peer.ts'
import { measure, nextText, quantile, repeat } from './measure.ts'
import type { Stage } from './scenario.ts'

/** First all code is to have run. */
export const warmUpMs = 700
export const measuredMs = 2_000

const cpu = { unit: 'ms for 10,000 messages', better: 'less' } as const

export const cpuFigures = { 'client CPU': cpu, 'server CPU': { ...cpu, chart: true } } as const

export const conversationFigures = {
  rate: { unit: 'messages/s', better: 'more', chart: true },
  p50: { unit: 'ms', better: 'less' },
  p99: { unit: 'ms', better: 'less' },
  ...cpuFigures,
} as const

/** Each visitor says something whenever what he said before has come back. */
export async function converse(stage: Stage, visitors: readonly Visitor[]) {
  let tookMs: number[] = []
  const talk = async (ms: number) => {
    tookMs = []
    const say = async (visitor: Visitor) => {
      const saidAt = performance.now()
      await visitor.say(nextText())
      tookMs.push(performance.now() - saidAt)
    }
    await Promise.all(visitors.map((visitor) => repeat(stage.few(ms), () => say(visitor))))
  }
  await talk(warmUpMs)
  const passed = await measure(stage, () => talk(measuredMs))
  return {
    rate: (1000 * tookMs.length) / passed.ms,
    p50: quantile(tookMs, 0.5),
    p99: quantile(tookMs, 0.99),
    ...cpuOf([passed], tookMs.length),
  }
}

/** What each end takes of the processor, by what passed while so many messages were said each time. */
export function cpuOf(passed: readonly { readonly clientCpuMs: number; readonly serverCpuMs: number }[], each: number) {
  const share = 10_000 / (each * passed.length)
  return {
    'client CPU': share * passed.reduce((sum, { clientCpuMs }) => sum + clientCpuMs, 0),
    'server CPU': share * passed.reduce((sum, { serverCpuMs }) => sum + serverCpuMs, 0),
  }
}
