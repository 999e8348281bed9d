import type { Visitor } from '../peers/peer.ts'
import { measure, nextText, quantile } from './measure.ts'
import type { Stage } from './scenario.ts'

const cpu = { unit: 'ms for 10,000 messages', better: 'less' } as const

export const cpuFigures = { 'client CPU': cpu, 'server CPU': { ...cpu, chart: true } } as const

export const conversationFigures = {
  rate: { unit: 'messages/s', better: 'more', chart: true },
  p50: { unit: 'ms', better: 'less' },
  p99: { unit: 'ms', better: 'less' },
  ...cpuFigures,
} as const

/** Each visitor says so much, always when what he said before has come back. */
export async function converse(stage: Stage, visitors: readonly Visitor[], each: number) {
  const count = visitors.length * each
  let tookMs: number[] = []
  const sayAll = async () => {
    tookMs = []
    await Promise.all(visitors.map((visitor) => sayOneAfterAnother(visitor, each, tookMs)))
  }
  await sayAll() // so that all code has run
  const passed = await measure(stage, sayAll)
  return {
    rate: (1000 * count) / passed.ms,
    p50: quantile(tookMs, 0.5),
    p99: quantile(tookMs, 0.99),
    ...cpuOf([passed], count),
  }
}

async function sayOneAfterAnother(visitor: Visitor, count: number, tookMs: number[]): Promise<void> {
  for (let place = 0; place < count; place++) {
    const saidAt = performance.now()
    await visitor.say(nextText())
    tookMs.push(performance.now() - saidAt)
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
