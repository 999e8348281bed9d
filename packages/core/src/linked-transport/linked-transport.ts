import { errorName } from '../platform/error-name.ts'
import { guardedLogger } from '../platform/guarded-logger.ts'
import { silentLogger } from '../platform/logger.ts'
import { createWakeups } from '../platform/wakeups.ts'
import type { AttachCommand } from '../protocol/protocol.ts'
import { guardedListener } from '../transport/guarded-listener.ts'
import { reportConnectivity } from '../transport/track-connectivity.ts'
import type { ChatTransport, CloseReason, TransportConnection, TransportListener } from '../transport/transport.ts'
import { createAttachCommands } from './attach-commands.ts'
import { createAttachCredentials } from './attach-credentials.ts'
import { createDialer } from './dial-links.ts'
import { keepDialing } from './keep-dialing.ts'
import {
  checkedSettings,
  type LinkedTransportOptions,
  type LinkedTransportSettings,
} from './linked-transport-options.ts'

/**
 * Turns links into a `ChatTransport` that heals: dial loop, fallback, retry, liveness, grace timer, order, one way to
 * recover (a new link that attaches at the listener's position). Throws a `TypeError` or `RangeError` that names a bad
 * option. Keeps T1–T18 for links that keep L1–L5.
 */
export function linkedTransport(options: LinkedTransportOptions): ChatTransport {
  const settings = checkedSettings(options)
  return {
    name: options.name,
    address: options.address,
    ...(options.unsupported && { unsupported: options.unsupported }),
    connect: (attach, listener) => connect(settings, attach, listener),
  }
}

function connect(
  settings: LinkedTransportSettings,
  attach: AttachCommand,
  page: TransportListener,
): TransportConnection {
  const life = new AbortController()
  const { signal } = life
  const logger = settings.logger ?? (page.logger ? guardedLogger(page.logger) : silentLogger)
  const wakeups = createWakeups(settings.network)
  const listener = guardedListener(page, { signal, logger })
  const surroundings = { ...settings, logger, wakeups, signal, listener }
  const attaches = createAttachCommands(attach, wakeups, signal)
  const credentials = createAttachCredentials(page.credentials && ((request) => page.credentials?.(request)))
  const connectivity = reportConnectivity(surroundings)
  const context = { ...surroundings, attaches, credentials, connectivity }
  const dialer = createDialer(context)

  const close = (reason: CloseReason | Error) => {
    if (signal.aborted) return
    logger.info(`closed: ${reason instanceof Error ? errorName(reason) : reason}`)
    life.abort(reason)
  }
  void keepDialing(dialer, context).then((cause) => {
    if (signal.aborted) return
    connectivity.close(cause)
    close(cause ?? 'left')
  })
  return { send: dialer.send, close: (reason = 'detached') => close(reason) }
}
