/**
 * What each entry may weigh at most, minified and gzipped, in bytes: those that pages load first. The build fails over
 * them, `npm run sizes` shows them all; sizes.mjs says what is counted.
 */
export const budgets = {
  // Loaded by pages as they are: over its budget, the build fails.
  '@chat-transport/browser': 31_200,
  '@chat-transport/browser/chat-transport.js': 31_200,
  '@chat-transport/browser/chat-transport.tabs.js': 12_500,
  '@chat-transport/browser/chat-transport.cookies.js': 1_900,
  '@chat-transport/browser/chat-transport.recorder.js': 4_700,
  '@chat-transport/browser/files.js': 7_400,
  '@chat-transport/widget/standalone': 38_000,
  '@chat-transport/widget/loader': 2_100,

  // Loaded by the widget: core with its transport, the rest when it is needed.
  '@chat-transport/widget/standalone/chat-transport.js': 32_000,
  '@chat-transport/widget/standalone/chat-tabs.js': 11_700,
  '@chat-transport/widget/standalone/files.js': 5_700,
  '@chat-transport/widget/standalone/arabic.js': 2_300,
  '@chat-transport/widget/standalone/french.js': 2_300,
  '@chat-transport/widget/standalone/german.js': 2_300,
  '@chat-transport/widget/standalone/japanese.js': 2_300,
  '@chat-transport/widget/standalone/spanish.js': 2_300,

  // Taken in by bundlers, which leave out what a page does not use.
  '@chat-transport/core': 30_600,
  '@chat-transport/cometd': 4_900,
  '@chat-transport/tabs': 12_200,
  '@chat-transport/files': 5_900,
  '@chat-transport/react': 2_000,
  '@chat-transport/widget': 32_300,

  // For tests and demos.
  '@chat-transport/memory': 2_800,
  '@chat-transport/faults': 2_300,
  '@chat-transport/recorder': 8_400,
  '@chat-transport/conformance': 41_000,
  '@chat-transport/conformance/server': 39_000,
  '@chat-transport/conformance/stores': 30_200,

  // For servers.
  '@chat-transport/backend': 29_000,
  '@chat-transport/server': 28_000,
  '@chat-transport/agent-api': 18_200,
  '@chat-transport/store-sqlite': 6_800,
  '@chat-transport/store-valkey': 14_600,
  'chat-transport-server': 12_900,
}
