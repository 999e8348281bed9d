import { existsSync } from 'node:fs'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * What takes half a minute or more, in the order in which it begins, and what mostly waits beside what computes. vitest knows nothing of
 * times in a fresh clone: it would take the files by their projects' names and their sizes, and leave one worker with the longest while
 * the others have nothing to do any more.
 */
const longest = [
  'test/conformance/in-browsers.test.ts',
  'packages/conformance/test/broken-transports.test.ts',
  'test/browser/tabs.test.ts',
  'test/conformance/broken-servers.test.ts',
  'test/browser/widget-accessibility.test.ts',
  'test/browser/leaks.test.ts',
  'test/conformance/cometd-handed-on.test.ts',
  'test/browser/connection-cases.test.ts',
  'test/browser/demo.test.ts',
  'test/conformance/shared-by-tabs.test.ts',
  'test/browser/widget-pictures.test.ts',
  'test/packaging/write-a-transport.test.ts',
  'test/packaging/react.test.ts',
  'test/conformance/cometd-long-polling.test.ts',
  'packages/conformance/test/stores/broken-stores-1-of-4.test.ts',
  'test/browser/hidden-for-long.test.ts',
  'packages/conformance/test/stores/broken-stores-2-of-4.test.ts',
  'test/conformance/cometd-websocket.test.ts',
  'packages/conformance/test/stores/broken-stores-3-of-4.test.ts',
  'packages/store-valkey/test/failover.test.ts',
  'packages/conformance/test/stores/broken-stores-4-of-4.test.ts',
  'packages/store-valkey/test/bus-outages.test.ts',
  'test/browser/widget-loader.test.ts',
  'test/conformance/reference-server.test.ts',
  'test/browser/widget-mounts.test.ts',
  'test/conformance/server-sent-events.test.ts',
  'test/browser/demo-messages.test.ts',
  'packages/store-valkey/test/conformance-cluster.test.ts',
  'test/browser/widget-pages.test.ts',
  'test/integration/slow-line.test.ts',
  'test/endurance/leaks/leaks.test.ts',
  'test/endurance/timings/timings.test.ts',
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config
    const places = new Map(longest.map((name, place) => [`${root}/${name}`, place]))
    const gone = [...places.keys()].filter((file) => !existsSync(file))
    if (gone.length > 0) throw new Error(`test/support/longest-first.ts names what is not there: ${gone.join(', ')}`)
    const placeOf = ({ moduleId }: TestSpecification) => places.get(moduleId) ?? longest.length
    const sorted = await super.sort(files)
    return sorted.sort((a, b) => placeOf(a) - placeOf(b))
  }
}
