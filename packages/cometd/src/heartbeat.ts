import type { Message } from 'cometd'

/** How long the server should hold `/meta/connect`. This is the heartbeat. */
export const heartbeatMs = 10_000

/** Asks for the heartbeat in each `/meta/connect`: CometD servers forget what the handshake asked for. */
export const withHeartbeat = (message: Message): Message =>
  message.channel === '/meta/connect' && !message.advice ? { ...message, advice: { timeout: heartbeatMs } } : message
