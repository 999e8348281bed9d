import { linkedTransport } from '@chat-transport/core'
import type {
  AttachCommand,
  ChatTransport,
  LinkLine,
  LinkedTransportOptions,
  OpenLink,
  SendCommand,
  TransportConnection,
  TransportListener,
} from '@chat-transport/core'
import type { Harness, LinkRule, RuleId, TransportOptions, TransportRule } from '@chat-transport/conformance'
import type { MemoryWire } from '../support/memory-wire.ts'

/** A link or a transport that breaks one rule, and no other. */
export interface BrokenTransport {
  readonly rule: RuleId
  readonly name: string
  /** What it does wrong. Completes the sentence "the transport …". */
  readonly bug: string
  /** Rules that it breaks as well, since one mistake can break two, each with the reason. */
  readonly alsoBreaks?: Readonly<Partial<Record<RuleId, string>>>
  /** Its bug would disturb other runs in the same process, so it runs alone. */
  readonly alone?: boolean
  /** Makes the broken part of a harness out of a wire, and the correct link over it. */
  build(wire: MemoryWire): Pick<Harness, 'open' | 'createTransport'>
}

/** What one is called among all. */
export const idOf = ({ rule, name }: BrokenTransport): string => `${rule}/${name}`

/** Makes a broken link out of a correct one. */
export const brokenLink = (
  rule: LinkRule,
  { name, bug }: { name: string; bug: string },
  breakLink: (open: OpenLink) => OpenLink,
): BrokenTransport => ({ rule, name, bug, build: ({ open }) => ({ open: breakLink(open) }) })

/** The parts from which a broken transport is made. */
export interface Parts {
  readonly open: OpenLink
  readonly options: TransportOptions
  /** Creates a correct transport, with some options changed. */
  correct(changes?: Partial<LinkedTransportOptions>): ChatTransport
}

export const brokenTransport = (
  rule: TransportRule,
  { name, bug }: { name: string; bug: string },
  make: (parts: Parts) => ChatTransport,
): BrokenTransport => ({
  rule,
  name,
  bug,
  build: ({ open }) => ({
    createTransport: (options) =>
      make({ open, options, correct: (changes) => linkedTransport({ name, open, ...options, ...changes }) }),
  }),
})

/** The changes to one line. Whatever is left out works as in the correct link. */
export interface LinkChanges {
  readonly attach?: AttachCommand
  readonly signal?: AbortSignal
  /** Called with each event from the wire, instead of the line. */
  received?(event: unknown, line: LinkLine): void
  lost?(cause: unknown, line: LinkLine): void
  alive?(line: LinkLine): void
  /** Called with each command of the page, instead of the wire. */
  send?(command: Parameters<SendCommand>[0], put: SendCommand): void | Promise<void>
}

/** A link with a bug. `change` is called for each line. */
export function changedLink(open: OpenLink, change: (attach: AttachCommand, line: LinkLine) => LinkChanges): OpenLink {
  return async (attach, line) => {
    const changes = change(attach, line)
    const put = await open(changes.attach ?? attach, {
      ...line,
      received: (data) => (changes.received ? changes.received(parsed(data), line) : line.received(data)),
      alive: (what) => (changes.alive ? changes.alive(line) : line.alive(what)),
      lost: (cause) => (changes.lost ? changes.lost(cause, line) : line.lost(cause)),
      signal: (changes.signal ?? line.signal) as LinkLine['signal'],
    })
    return changes.send ? (command) => changes.send?.(command, put) : put
  }
}

function parsed(data: unknown): unknown {
  try {
    return JSON.parse(String(data))
  } catch {
    return data // garbage is handed on unchanged
  }
}

/** The changes to one connection. Whatever is left out works as in the correct transport. */
export interface ConnectionChanges {
  readonly attach?: AttachCommand
  readonly listener?: { readonly [Member in keyof TransportListener]?: TransportListener[Member] | undefined }
  readonly connection?: Partial<TransportConnection>
}

/** A transport with a bug. `change` is called for each connection, with the page's listener and the correct connection. */
export function changedTransport(
  transport: ChatTransport,
  change: (page: TransportListener, connection: TransportConnection, attach: AttachCommand) => ConnectionChanges,
): ChatTransport {
  return {
    name: transport.name,
    connect(attach, page) {
      const connection: TransportConnection = {
        send: (command) => inner.send(command),
        close: (reason) => inner.close(reason),
      }
      const changes = change(page, connection, attach)
      const listener = changes.listener ?? {}
      // What is `undefined` here is left out: the page is not asked.
      const credentials = 'credentials' in listener ? listener.credentials : askedOf(page)
      const inner = transport.connect(changes.attach ?? attach, {
        get position() {
          return listener.position ?? page.position
        },
        ...(credentials && { credentials }),
        onEvent: (event) => (listener.onEvent ? listener.onEvent(event) : page.onEvent(event)),
        onConnectivity: (told) => (listener.onConnectivity ? listener.onConnectivity(told) : page.onConnectivity(told)),
        onRetry: (retry) => (listener.onRetry ? listener.onRetry(retry) : page.onRetry?.(retry)),
      })
      return { ...connection, ...changes.connection }
    },
  }
}

/** Asks the page for its credentials, if it has any. */
export const askedOf = (page: TransportListener): TransportListener['credentials'] =>
  page.credentials && ((request) => page.credentials?.(request))

export const typeOf = (event: unknown): unknown => (event as { type?: unknown } | null)?.type
export const commandIdOf = (event: unknown): unknown => (event as { commandId?: unknown } | null)?.commandId
export const isIndexed = (event: unknown): boolean => Number.isSafeInteger((event as { index?: unknown } | null)?.index)
