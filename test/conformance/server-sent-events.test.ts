import { defineConformanceTests } from '@chat-transport/conformance'
import { afterAll, describe, it } from 'vitest'
import { sseLink } from '../../examples/custom-transport/src/sse-link.ts'
import { startSseFarSide } from '../../examples/custom-transport/test/far-sides.ts'
import { inScope } from '../support/cleanup.ts'
import { fetchAnew } from '../support/fetch-anew.ts'
import { deadlineMs } from './support/conforms-in-node.ts'

const { url, far, close } = await startSseFarSide()
await inScope(afterAll, async () => fetchAnew())
afterAll(close)

defineConformanceTests({ name: 'Server-Sent Events', open: sseLink(url), far }, { describe, it }, { deadlineMs })
