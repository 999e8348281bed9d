import { defineConformanceTests } from '@chat-transport/conformance'
import { afterAll, describe, it } from 'vitest'
import { inScope } from '../../support/cleanup.ts'
import { fetchAnew } from '../../support/fetch-anew.ts'
import { installBrowserGlobals } from '../../support/node-browser-globals.ts'
import type { HarnessFor, NetworkedTransport } from './networked-transport.ts'

/** Longer than the kit's default, so that a busy machine does not look like a broken rule. */
export const deadlineMs = 5_000

/** Defines the kit's tests for a transport, in Node with the globals of a page. The far side lasts as long as the file. */
export async function conformsInNode({ name, module, startFarSide }: NetworkedTransport): Promise<void> {
  const { url, far } = await inScope(afterAll, () => {
    installBrowserGlobals()
    fetchAnew()
    return startFarSide('http://127.0.0.1')
  })
  const { harnessFor } = (await import(module.href)) as { readonly harnessFor: HarnessFor }
  defineConformanceTests({ name, far, ...harnessFor(url) }, { describe, it }, { deadlineMs })
}
