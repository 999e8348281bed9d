import type { AttachCommand, ChatError, TransportConnection, TransportListener } from '@chat-transport/core'
import {
  askedOf,
  brokenTransport,
  changedTransport,
  type BrokenTransport,
  type ConnectionChanges,
  type Parts,
} from './broken-transport.ts'

type Credentials = NonNullable<TransportListener['credentials']>

interface Connecting {
  readonly page: TransportListener
  readonly connection: TransportConnection
  readonly attach: AttachCommand
}

/** A transport with a bug in the connections whose page has a log-in, which `ask` asks. */
const loggingIn = ({ correct }: Parts, change: (ask: Credentials, connecting: Connecting) => ConnectionChanges) =>
  changedTransport(correct(), (page, connection, attach) => {
    const ask = askedOf(page)
    return ask ? change(ask, { page, connection, attach }) : {}
  })

/** A transport that asks in a wrong way. `wrongly` is called for each connection. */
const asking = (parts: Parts, wrongly: (ask: Credentials) => Credentials) =>
  loggingIn(parts, (ask) => ({ listener: { credentials: wrongly(ask) } }))

/** How the page's log-in is asked for each attach: T17. */
export const brokenCredentials: readonly BrokenTransport[] = [
  brokenTransport('T17', { name: 'never-asks', bug: 'attaches without asking for credentials' }, (parts) =>
    loggingIn(parts, () => ({ listener: { credentials: undefined } })),
  ),
  brokenTransport('T17', { name: 'asks-and-forgets', bug: 'asks for credentials and leaves them out' }, (parts) =>
    asking(parts, (ask) => async (request) => {
      await ask(request)
      return undefined
    }),
  ),
  brokenTransport(
    'T17',
    { name: 'asks-once', bug: 'asks for credentials once and sends them with each attach' },
    (parts) =>
      asking(parts, (ask) => {
        let kept: ReturnType<Credentials> | undefined
        return (request) => (kept ??= ask(request))
      }),
  ),
  brokenTransport(
    'T17',
    { name: 'keeps-them-for-the-next', bug: 'keeps credentials for the next connection of the transport' },
    (parts) => {
      let kept: ReturnType<Credentials> | undefined
      return asking(parts, (ask) => {
        let asked = 0
        return (request) => {
          const answer = asked++ === 0 ? (kept ?? ask(request)) : ask(request)
          kept = answer
          return answer
        }
      })
    },
  ),
  brokenTransport(
    'T17',
    { name: 'lends-them', bug: 'gives a connection without credentials those of another' },
    ({ open, correct }) => {
      let last: string | undefined
      return correct({
        open: (attach, line) => {
          last = attach.auth ?? last
          return open(last === undefined ? attach : { ...attach, auth: last }, line)
        },
      })
    },
  ),
  brokenTransport(
    'T17',
    { name: 'writes-into-the-attach', bug: 'writes the credentials into the attach that it was given' },
    (parts) =>
      loggingIn(parts, (ask, { attach }) => ({
        listener: {
          async credentials(request) {
            const auth = await ask(request)
            if (auth !== undefined) Object.assign(attach, { auth })
            return auth
          },
        },
      })),
  ),
  brokenTransport('T17', { name: 'trims-them', bug: 'trims credentials' }, (parts) =>
    asking(parts, (ask) => async (request) => (await ask(request))?.trim()),
  ),
  brokenTransport('T17', { name: 'encodes-them', bug: 'encodes credentials as for a URL' }, (parts) =>
    asking(parts, (ask) => async (request) => {
      const auth = await ask(request)
      return auth === undefined ? auth : encodeURIComponent(auth)
    }),
  ),
  brokenTransport(
    'T17',
    { name: 'does-not-wait', bug: 'attaches without credentials that are not there at once' },
    (parts) =>
      asking(parts, (ask) => (request) => {
        const auth = ask(request)
        if (typeof auth === 'object') auth.catch(() => undefined)
        return typeof auth === 'object' ? undefined : auth
      }),
  ),
  brokenTransport('T17', { name: 'does-not-say-refused', bug: 'asks anew after a 101 and does not say so' }, (parts) =>
    asking(
      parts,
      (ask) =>
        ({ signal }) =>
          ask({ signal }),
    ),
  ),
  brokenTransport(
    'T17',
    { name: 'says-refused-once', bug: 'says only after the first of several 101s in a row that there was one' },
    (parts) =>
      asking(parts, (ask) => {
        let told: ChatError | undefined
        return ({ refused, signal }) => {
          const isNew = refused && !told
          told = refused
          return ask({ signal, ...(isNew && { refused }) })
        }
      }),
  ),
  brokenTransport(
    'T17',
    { name: 'says-refused-for-ever', bug: 'says of a 101 also after an attach was accepted' },
    (parts) =>
      asking(parts, (ask) => {
        let last: ChatError | undefined
        return ({ refused = last, signal }) => {
          last = refused
          return ask({ signal, ...(refused && { refused }) })
        }
      }),
  ),
  brokenTransport(
    'T17',
    { name: 'no-second-chance', bug: 'closes when a first attach is refused with 101 for the first time' },
    (parts) =>
      loggingIn(parts, (ask, { page, connection }) => ({
        listener: {
          credentials(request) {
            const { refused } = request
            if (!refused || page.position > 0) return ask(request)
            page.onConnectivity({ current: 'closed', previous: 'connecting', since: Date.now(), cause: refused })
            connection.close()
            return undefined
          },
        },
      })),
  ),
  brokenTransport(
    'T17',
    { name: 'asks-for-ever', bug: 'asks again and again while a first attach is refused with 101' },
    ({ correct }) => {
      const transport = correct()
      return changedTransport(transport, (page, connection, attach) => ({
        listener: {
          onConnectivity(told) {
            if (!page.credentials || (told.cause as ChatError | undefined)?.code !== 101 || told.current !== 'closed')
              return page.onConnectivity(told)
            const again = transport.connect(attach, page)
            connection.close = () => again.close()
          },
        },
      }))
    },
  ),
  brokenTransport('T17', { name: 'shows-the-refusal', bug: 'hands on a 101 for which it asks once more' }, (parts) =>
    loggingIn(parts, (ask, { page }) => ({
      listener: {
        credentials(request) {
          if (request.refused && page.position === 0) page.onEvent(request.refused.event)
          return ask(request)
        },
      },
    })),
  ),
  brokenTransport(
    'T17',
    { name: 'shows-a-first-refusal-later-on', bug: 'hands on a first 101 of a re-attach' },
    (parts) =>
      loggingIn(parts, (ask, { page }) => {
        let last: ChatError | undefined
        return {
          listener: {
            credentials(request) {
              if (request.refused && !last && page.position > 0) page.onEvent(request.refused.event)
              last = request.refused
              return ask(request)
            },
          },
        }
      }),
  ),
  brokenTransport('T17', { name: 'gives-up', bug: 'closes when the log-in fails' }, (parts) =>
    loggingIn(parts, (ask, { connection }) => ({
      listener: {
        async credentials(request) {
          try {
            return await ask(request)
          } catch (cause) {
            connection.close()
            throw cause
          }
        },
      },
    })),
  ),
  brokenTransport(
    'T17',
    { name: 'goes-on-without', bug: 'attaches without credentials when the log-in fails' },
    (parts) =>
      asking(parts, (ask) => async (request) => {
        try {
          return await ask(request)
        } catch {
          return undefined // the bug
        }
      }),
  ),
  brokenTransport('T17', { name: 'makes-text-of-them', bug: 'makes text of whatever the log-in gives' }, (parts) =>
    asking(parts, (ask) => async (request) => {
      const auth: unknown = await ask(request)
      return auth === undefined ? undefined : String(auth)
    }),
  ),
  brokenTransport(
    'T17',
    { name: 'never-lets-go', bug: 'does not say that nobody waits for credentials any more' },
    (parts) =>
      asking(
        parts,
        (ask) =>
          ({ refused }) =>
            ask({ signal: new AbortController().signal, ...(refused && { refused }) }),
      ),
  ),
  brokenTransport(
    'T17',
    { name: 'attaches-late', bug: 'attaches with credentials that come when nobody waits for them any more' },
    (parts) =>
      loggingIn(parts, (ask, { attach }) => ({
        listener: {
          async credentials(request) {
            const auth = await ask(request)
            if (!request.signal.aborted || auth === undefined) return auth
            const nobody = { received: () => undefined, alive: () => undefined, lost: () => undefined }
            const put = parts.open({ ...attach, auth }, { ...nobody, signal: new AbortController().signal } as never)
            await put
            return auth
          },
        },
      })),
  ),
  brokenTransport('T17', { name: 'asks-when-closed', bug: 'asks for credentials when it is closed' }, (parts) =>
    loggingIn(parts, (ask, { connection }) => ({
      connection: {
        close(reason) {
          connection.close(reason)
          void ask({ signal: AbortSignal.abort() })
        },
      },
    })),
  ),
]
