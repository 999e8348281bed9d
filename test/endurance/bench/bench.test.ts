import { expect, test } from 'vitest'
import { loadPeer, peerNames } from '../../../bench/peers/peers.ts'
import { onStage } from '../../../bench/run/on-stage.ts'
import { scenarios } from '../../../bench/scenarios/scenarios.ts'
import { serve } from './serve.ts'

test.for(peerNames)('the benchmark plays every scenario with $peer over $transport', async (name) => {
  const peer = await loadPeer(name)
  const server = await serve(peer)
  for (const scenario of scenarios.filter(({ fits = () => true }) => fits(name))) {
    const measured = await onStage(scenario, { peer, server, share: 0.001, boundMs: 100 })
    expect(Object.keys(measured)).toEqual(Object.keys(scenario.figures))
  }
})
