import { defineConformanceTests } from '@chat-transport/conformance'
import { afterAll, describe, it } from 'vitest'
import { deadlineMs } from './support/conforms-in-node.ts'
import { startMemoryFarSide } from './support/memory-far-side.ts'

const { open, far, close } = startMemoryFarSide()
afterAll(close)

defineConformanceTests({ name: 'memory', open, far }, { describe, it }, { deadlineMs })
