import { deferred } from '../platform/deferred.ts'
import type { Uploads } from '../protocol/protocol.ts'
import type { FileHost, FileSender, LoadFiles } from './file-sender.ts'
import type { SessionParts } from './session-parts.ts'

/** What uploads the files of one session, loaded when it is needed, and what it is shown of the session. */
export function createFileLoading(parts: SessionParts, resume: () => void) {
  const { files, clock, network, logger, saved, identity, scope } = parts
  let sender: Promise<FileSender> | undefined
  let nextAttach = deferred<void>()
  let shown: Omit<Uploads, 'token'> | undefined
  scope.signal.addEventListener('abort', () => nextAttach.reject(scope.signal.reason))

  const offered = (): Uploads => {
    const uploads = identity.attached?.uploads
    if (uploads) return { ...uploads, url: new URL(uploads.url, globalThis.location?.href).href }
    throw new DOMException('unable to send the file: the server takes none', 'NotSupportedError')
  }
  const host: FileHost = {
    get sessionId() {
      return identity.queueId
    },
    get startId() {
      return identity.startId
    },
    clock,
    network,
    logger,
    signal: scope.signal,
    resume,
    claim: saved.claimed,
    isSignedOut: () => saved.isSignedOut(identity),
    async uploads({ refused }) {
      if (refused || !identity.attached) await nextAttach.promise
      return offered()
    },
  }
  const load = async (from: LoadFiles) => (await from()).createFileSender(host)

  return {
    /** The uploads of the newest attach answer. Throws when the server takes no files. */
    offered,
    /** Rejects when it cannot be loaded: the next time it is loaded again. */
    loaded: (): Promise<FileSender> =>
      (sender ??= load(files as LoadFiles).catch((cause: unknown) => {
        sender = undefined
        throw new Error('unable to send the file: `files` could not be loaded', { cause })
      })),
    /** Nothing is kept of a file that no sender has had. */
    settled: (key: string) => void sender?.then((each) => each.settled(key)).catch(() => undefined),
    /** What files the server takes, for the page; the token is not for its logs. */
    shown: () => shown,
    onAttached() {
      shown = identity.attached?.uploads && withoutToken(offered())
      nextAttach.resolve()
      nextAttach = deferred()
    },
  }
}

const withoutToken = ({ token: _token, ...offer }: Uploads) => offer

export type FileLoading = ReturnType<typeof createFileLoading>
