import { join } from 'node:path'
import { givenOptions, type SessionStore } from '@chat-transport/backend'
import type { Logger } from '@chat-transport/core'
import type { ChatServerObserver, ChatServerOptions, FileOptions, InstanceOptions } from '@chat-transport/server'
import { forwardedAddress } from '../http/forwarded-address.ts'
import type { Settings } from '../settings/settings.ts'

export interface ServerParts {
  readonly store: SessionStore
  readonly logger: Logger
  readonly observer: ChatServerObserver | undefined
}

/** The settings, as the server's options. Each option that a setting is for has its place here. */
export function serverOptions(settings: Settings, { store, logger, observer }: ServerParts): ChatServerOptions {
  const { maxConnections, maxFrameBytes, messagesPerSecond, bodyTimeoutMs, address, ...limits } = settings.limits
  return givenOptions({
    store,
    logger,
    observer,
    path: settings.path,
    allowedOrigins: settings.allowedOrigins.includes('*') ? '*' : settings.allowedOrigins,
    storeTimeoutMs: settings.store.timeoutMs,
    sessionTimeoutMs: settings.sessionTimeoutMs,
    startTimeoutMs: settings.startTimeoutMs,
    keepEndedMs: settings.keepEndedMs,
    heartbeatMs: settings.heartbeatMs,
    absenceTimeoutMs: settings.absenceTimeoutMs,
    typingPreview: settings.typingPreview,
    limits,
    maxConnections,
    maxFrameBytes,
    messagesPerSecond,
    bodyTimeoutMs,
    addressLimits: givenOptions(address),
    clientAddress: settings.trustedProxies > 0 ? forwardedAddress(settings.trustedProxies) : undefined,
    instance: instanceOptions(settings),
    // The other half is for the store.
    closeTimeoutMs: Math.floor(settings.closeTimeoutMs / 2),
    files: settings.files.enabled ? fileOptions(settings) : undefined,
  })
}

function fileOptions({ files: { enabled: _enabled, folder, ...options }, dataFolder }: Settings): FileOptions {
  return givenOptions({ directory: folder ?? join(dataFolder, 'files'), ...options })
}

/** The three of them are given together. */
function instanceOptions({ instance: { name, address, secret } }: Settings): InstanceOptions | undefined {
  if (name === undefined || address === undefined || secret === undefined) return undefined
  return { name, address, secret }
}
