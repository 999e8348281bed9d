import { defineConformanceTests } from '@chat-transport/conformance'
import { linkedTransport, systemClock } from '@chat-transport/core'
import { sharedByTabs } from '@chat-transport/tabs'
import { afterAll, describe, it } from 'vitest'
import { fakeBrowser } from '../../packages/tabs/test/support/fake-browser.ts'
import { deadlineMs } from './support/conforms-in-node.ts'
import { startMemoryFarSide } from './support/memory-far-side.ts'

const { open, far, close } = startMemoryFarSide()
afterAll(close)

defineConformanceTests(
  {
    name: 'shared by tabs: the tab that leads',
    far,
    createTransport: (options) =>
      sharedByTabs(linkedTransport({ name: 'memory', open, ...options }), {
        ...options,
        ...fakeBrowser(systemClock).openTab(),
      }),
  },
  { describe, it },
  { deadlineMs },
)
