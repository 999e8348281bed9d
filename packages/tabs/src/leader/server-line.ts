import type {
  ChatCommand,
  ChatTransport,
  CloseReason,
  Connectivity,
  Logger,
  TransportConnection,
  TransportListener,
} from '@chat-transport/core'
import type { SessionCopy } from '../session-copy/session-copy.ts'
import type { LineRequest } from '../tab/messages.ts'
import type { CredentialsDesk } from './credentials-desk.ts'
import type { OwnConnection } from './member.ts'
import { realAttach } from './real-attach.ts'

export interface ServerLineOptions {
  readonly transport: ChatTransport
  readonly logger: Logger
  /** The transport has thrown, and so will never say that it has closed. */
  threw(error: Error): void
  readonly copy: SessionCopy
  /** The connection that this tab itself has to the session. */
  readonly own: OwnConnection | undefined
  readonly credentials: CredentialsDesk
  /** What the newest line says; what one says that was closed counts no more. */
  readonly listener: Required<Pick<TransportListener, 'onEvent' | 'onConnectivity' | 'onRetry'>>
  /** The page that the browser is for the server, as far as the tab knows that asked first. */
  readonly pageId: string
  browserPage(given: string): string
}

/** The leader's line to the server for one session: what opens it, and opens it anew. */
export function createServerLine(options: ServerLineOptions) {
  const { transport, threw, copy, own, credentials, listener, browserPage } = options
  let connection: TransportConnection | undefined
  let status: Connectivity = 'connecting'
  let { pageId } = options
  let isTaking = false
  /** Where the newest attach began. */
  let after = 0
  const position = () => Math.max(after, copy.head)

  const connect = (request: LineRequest): TransportConnection => {
    const attach = realAttach(request.attach, { copy: own?.copy, pageId, transport })
    after = 'after' in attach ? attach.after : 0
    let isCurrent = true
    const logger = own?.logger ?? options.logger
    const opened = transport.connect(attach, {
      get position() {
        return position()
      },
      logger,
      ...((request.signsIn || own?.signsIn) && { credentials: credentials.ask }),
      onEvent: (event) => isCurrent && listener.onEvent(event),
      onConnectivity(change) {
        if (!isCurrent) return
        status = change.current
        listener.onConnectivity(change)
      },
      onRetry: (retry) => isCurrent && listener.onRetry(retry),
    })
    return {
      send: opened.send,
      close(reason) {
        isCurrent = false
        try {
          opened.close(reason)
        } catch (error) {
          logger.error('the transport did not close', error) // What it says counts no more all the same.
        }
      },
    }
  }
  const open = (request: LineRequest) => {
    pageId = browserPage(pageId)
    status = 'connecting'
    isTaking = request.attach.take
    try {
      connection = connect(request)
    } catch (error) {
      threw(error as Error)
    }
  }

  return {
    get status() {
      return status
    },
    get pageId() {
      return pageId
    },
    /** The attach under way takes the session from another browser. */
    get isTaking() {
      return isTaking
    },
    /** The index of the newest event that has come, or that need not. */
    position,
    open,
    /** Its attach is answered. */
    answered: () => void (isTaking = false),
    /** What the visitor did in a tab takes the session back from another browser (S6). */
    takeBack(request: LineRequest) {
      if (!connection) return
      connection.close('detached')
      open(request)
    },
    send: (command: ChatCommand) => connection?.send(command),
    close: (reason: CloseReason) => connection?.close(reason),
  }
}
export type ServerLine = ReturnType<typeof createServerLine>
