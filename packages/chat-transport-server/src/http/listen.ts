import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { StartError } from './start-error.ts'

export interface ListenOptions {
  readonly host: string
  readonly port: number
  /** The settings of the two, for messages. */
  readonly settings: { readonly host: string; readonly port: string }
}

/** Starts to listen. Returns the host and port to reach it by. Rejects with a `StartError`. */
export async function listen(server: Server, options: ListenOptions): Promise<string> {
  server.listen(options.port, options.host)
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw new StartError(explain(cause, options))
  }
  const { address, family, port } = server.address() as AddressInfo
  return `${family === 'IPv6' ? `[${address}]` : address}:${port}`
}

function explain(cause: unknown, { host, port, settings }: ListenOptions): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
  const where = `port ${port} of ${host}`
  if (code === 'EADDRINUSE') return `${where} is in use. Stop what uses it, or set another ${settings.port}`
  if (code === 'EACCES') return `this user may not listen on ${where}. Set another ${settings.port}, from 1024 on`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${host} is no address of this machine. Set another ${settings.host}`
  return `unable to listen on ${where} (${code}). Set another ${settings.host} or ${settings.port}`
}
