import { abortable } from '../platform/deferred.ts'
import * as codes from '../protocol/error-codes.ts'
import type { ChatError } from '../protocol/errors.ts'
import type { OpenLink } from '../transport/link.ts'
import { askCredentials } from '../transport/ask-credentials.ts'
import type { TransportListener } from '../transport/transport.ts'
import type { LineEnd } from './line-end.ts'

type RefusedLine = Extract<LineEnd, { readonly type: 'refused' }>

/** Asks for what the attach of each line carries of the application's own log-in (T17). Nothing of it is kept. */
export function createAttachCredentials(credentials: TransportListener['credentials']) {
  /** The 101 that the server has answered last, until it accepts an attach. */
  let refused: ChatError | undefined

  return {
    /** The link, given the attach with what the log-in gives at the moment. Asking counts as a part of opening the line. */
    signing(open: OpenLink): OpenLink {
      if (!credentials) return open
      return async (attach, line) => {
        const auth = await abortable(
          askCredentials(credentials, { ...(refused && { refused }), signal: line.signal }),
          line.signal,
        )
        return open(auth === undefined ? attach : { ...attach, auth }, line)
      }
    },
    answered() {
      refused = undefined
    },
    /** Whether the end of a line is a first 101: it may have been for credentials that had just run out, so they are asked again. */
    isAskedAgain(end: LineEnd): end is RefusedLine {
      if (end.type !== 'refused' || end.cause.code !== codes.loginFailed || !credentials) return false
      const isFirst = refused === undefined
      refused = end.cause
      return isFirst
    },
  }
}
export type AttachCredentials = ReturnType<typeof createAttachCredentials>
