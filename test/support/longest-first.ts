import { existsSync } from 'node:fs'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * What takes half a minute or more, in the order in which it begins: so that what waits runs beside what computes, and nothing long is
 * left for the end. vitest knows nothing of times in a fresh clone: it would take the files by their projects' names and their sizes.
 */
const longest = [
  'test/browser/leaks.test.ts',
  'test/browser/widget-pictures.test.ts',
  'test/browser/connection-cases.test.ts',
  'test/conformance/broken-servers.test.ts',
  'test/browser/widget-accessibility.test.ts',
  'packages/conformance/test/stores/broken-stores-4-of-4.test.ts',
  'test/conformance/cometd-handed-on.test.ts',
  'test/packaging/react.test.ts',
  'test/browser/hidden-for-long.test.ts',
  'test/conformance/in-browsers.test.ts',
  'test/browser/demo.test.ts',
  'test/conformance/shared-by-tabs.test.ts',
  'test/browser/widget.test.ts',
  'test/conformance/cometd-long-polling.test.ts',
  'test/browser/tabs.test.ts',
  'test/packaging/write-a-transport.test.ts',
  'test/conformance/cometd-websocket.test.ts',
  'packages/conformance/test/broken-transports.test.ts',
  'packages/store-valkey/test/failover.test.ts',
  'test/integration/slow-line.test.ts',
  'packages/store-valkey/test/bus-outages.test.ts',
  'packages/conformance/test/stores/broken-stores-1-of-4.test.ts',
  'test/conformance/memory.test.ts',
  'test/conformance/recorded.test.ts',
  'test/conformance/web-socket.test.ts',
  'test/conformance/reference-server.test.ts',
  'test/browser/demo-messages.test.ts',
  'test/integration/fault-matrix.test.ts',
  'test/conformance/server-sent-events.test.ts',
  'packages/store-valkey/test/conformance-cluster.test.ts',
  'test/browser/widget-mounts.test.ts',
  'test/browser/send-file.test.ts',
  'test/packaging/types.test.ts',
  'test/browser/demo-sign-in.test.ts',
  'test/browser/widget-tabs.test.ts',
  'test/browser/demo-tabs.test.ts',
  'test/browser/widget-pages.test.ts',
  'test/browser/widget-start.test.ts',
  'packages/conformance/test/stores/broken-stores-2-of-4.test.ts',
  'test/browser/files.test.ts',
  'test/browser/widget-loader.test.ts',
  'test/packaging/release.test.ts',
  'packages/conformance/test/stores/broken-stores-3-of-4.test.ts',
  'test/field/reloads.test.ts',
  'test/browser/docs-site.test.ts',
  'test/field/host-scripts.test.ts',
  'test/field/stored-content.test.ts',
  'test/field/built-ins.test.ts',
  'test/endurance/leaks/leaks.test.ts',
  'test/endurance/timings/timings.test.ts',
  'test/endurance/widget/widget.test.ts',
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
