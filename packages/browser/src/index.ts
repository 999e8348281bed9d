export { ChatError, createChat, errorCategory, ErrorCode, textOf, version } from '@chat-transport/core'
export { memoryStorage, webStorage } from '@chat-transport/core'
export { cometdTransport } from '@chat-transport/cometd'

// For a transport of the page's own: over a link, or from scratch with what the tracker of connectivity needs.
export {
  linkedTransport,
  silentLogger,
  systemClock,
  systemNetworkStatus,
  trackConnectivity,
} from '@chat-transport/core'

export type * from './types.ts'
