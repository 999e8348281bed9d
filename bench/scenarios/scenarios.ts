import { attachStorm } from './attach-storm.ts'
import { burst } from './burst.ts'
import { crowd } from './crowd.ts'
import { halfOpen } from './half-open.ts'
import { memory } from './memory.ts'
import { networkBack } from './network-back.ts'
import { onTheWire } from './on-the-wire.ts'
import { oneAfterAnother } from './one-after-another.ts'
import { replay } from './replay.ts'
import type { Scenario } from './scenario.ts'
import { starting } from './starting.ts'
import { transcript } from './transcript.ts'

export const scenarios: readonly Scenario[] = [
  oneAfterAnother,
  burst(100),
  burst(2_000),
  crowd(100),
  starting,
  attachStorm(200),
  replay(1_000),
  replay(10_000),
  transcript,
  networkBack,
  halfOpen,
  onTheWire,
  memory,
]
