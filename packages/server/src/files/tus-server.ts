import type { IncomingMessage } from 'node:http'
import type { Server, ServerOptions } from '@tus/server'
import type { FileKeeper } from './file-keeper.ts'
import { fileRefusals } from './file-refusal.ts'
import type { FileRecord } from './file-record.ts'
import type { Exchange } from './transfer.ts'
import { UploadLocker } from './upload-locker.ts'

type TusRequest = Parameters<NonNullable<ServerOptions['onUploadFinish']>>[0]

/** As `@tus/server` says it. */
const lockLost = 'Request aborted due to lock acquired'

/** `@tus/server` in front of the keeper's store. What may be uploaded was decided before a request comes here. */
export class TusServer {
  readonly #server: Promise<Server>
  /** The upload that a request is for. */
  readonly #records = new WeakMap<IncomingMessage, FileRecord>()

  constructor(keeper: FileKeeper) {
    this.#server = this.#create(keeper)
    this.#server.catch(() => undefined) // each request is answered with this failure
  }

  /** Answers a request of tus for this upload. */
  async handle({ request, response }: Exchange, record: FileRecord): Promise<void> {
    this.#records.set(request, record)
    await (await this.#server).handle(request, response)
  }

  async #create(keeper: FileKeeper): Promise<Server> {
    // As late as possible: most servers take no files.
    const [{ Server }, store] = await Promise.all([import('@tus/server'), keeper.store])
    const { path, settings } = keeper
    return new Server({
      path,
      datastore: store as unknown as ConstructorParameters<typeof Server>[0]['datastore'],
      locker: new UploadLocker(),
      // What the holder of a lock has received is written at once; nothing else has to be waited for.
      lockDrainTimeout: 1,
      maxSize: settings.maxBytes,
      // The origin was checked before.
      allowedOrigins: () => true,
      exposedHeaders: ['Retry-After'],
      generateUrl: (_request, { id }) => `${settings.url ?? path}/${id}`,
      namingFunction: (request) => this.#recordOf(request).id,
      getFileIdFromRequest: (request) => this.#recordOf(request).id,
      onResponseError: (request, error) => {
        const { retryAfter } = error as { readonly retryAfter?: string }
        if (retryAfter !== undefined) request.runtime?.node?.res?.setHeader('retry-after', retryAfter)
        // A newer request has taken the upload. `@tus/server` calls that a bad request, which no client tries again.
        return (error as { readonly body?: string }).body === lockLost
          ? { status_code: 423, body: lockLost }
          : undefined
      },
      onUploadFinish: async (request) => {
        await keeper.finish(this.#recordOf(request))
        return {}
      },
    })
  }

  #recordOf(request: TusRequest): FileRecord {
    const node = request.runtime?.node?.req
    const record = node && this.#records.get(node as IncomingMessage)
    if (!record) throw fileRefusals.unknown()
    return record
  }
}
