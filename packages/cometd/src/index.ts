export { cometdTransport } from './cometd-transport.ts'
export type { CometdTransportOptions } from './cometd-transport.ts'
export type { CometdTransportType } from './transports.ts'
