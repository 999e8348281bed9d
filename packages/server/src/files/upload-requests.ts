import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FrontSettings } from '../chat-server-options.ts'
import { countedAddress } from '../http/counted-address.ts'
import { isGone } from './disk-store.ts'
import type { FileKeeper, NewFile } from './file-keeper.ts'
import { safeFileName } from './file-name.ts'
import { FileRefusal, fileRefusals } from './file-refusal.ts'
import type { FileRecord } from './file-record.ts'
import { isTaken, plainType } from './media-type.ts'
import { NamedTurns } from './named-turns.ts'
import { watchTransfer, type Exchange } from './transfer.ts'
import { TusServer } from './tus-server.ts'
import { bearerToken, uploadHeaders, type UploadHeaders } from './upload-headers.ts'

/** Serves uploads: tus 1.0.0, for who has the upload token of a session. */
export class UploadRequests {
  readonly #keeper: FileKeeper
  readonly #front: FrontSettings
  readonly #tus: TusServer
  readonly #turns = new NamedTurns()

  constructor(keeper: FileKeeper, front: FrontSettings) {
    this.#keeper = keeper
    this.#front = front
    this.#tus = new TusServer(keeper)
  }

  /** Answers a request for an upload, or for a new one when `id` is empty. Rejects with a `FileRefusal` to be answered with. */
  async serve(exchange: Exchange, { id, sessionId }: { id: string; sessionId: string }): Promise<void> {
    const { request } = exchange
    if (id === '') return this.#create(exchange, sessionId)
    const record = this.#keeper.record(id)
    if (record?.sessionId !== sessionId) throw fileRefusals.unknown()
    // Made again it would have another size than the one that has been found to have room.
    if (request.method === 'POST') throw fileRefusals.wrongRequest('POST makes a new upload, at the address of all')
    if (request.method === 'DELETE') return this.#delete(exchange, record)
    if (record.state.name === 'uploading') return this.#continue(exchange, record)
    // It is complete: tus has nothing to do with it any more.
    await this.#keeper.finish(record)
    complete(exchange.response, record)
  }

  /** The session that the request's token is for. Rejects with a `FileRefusal`. */
  async sessionOf(request: IncomingMessage): Promise<string> {
    const token = bearerToken(request)
    try {
      const sessionId = token === '' ? undefined : await this.#keeper.access.sessionOf(token)
      if (sessionId !== undefined) return sessionId
    } catch (cause) {
      this.#front.logger.error('unable to tell which session an upload is for: the store failed', cause)
      throw fileRefusals.notAvailable()
    }
    throw fileRefusals.noToken()
  }

  async #create(exchange: Exchange, sessionId: string): Promise<void> {
    const { request, response } = exchange
    if (request.method !== 'POST') throw fileRefusals.wrongRequest('only POST makes an upload')
    this.#watch(exchange)
    const headers = uploadHeaders(request)
    const { key } = headers
    if (key === undefined) return this.#make(exchange, sessionId, headers)
    // A page that has not heard the answer may ask again while the upload is still being made.
    return this.#turns.run(`${sessionId} ${key}`, async () => {
      const before = this.#keeper.byKey(sessionId, key)
      if (before && (await this.#isThere(before))) return this.#repeat(response, before)
      if (!response.destroyed) await this.#make(exchange, sessionId, headers)
    })
  }

  /** False, and the upload is forgotten, if the store has nothing of it, as after a crash while it was made. */
  async #isThere(record: FileRecord): Promise<boolean> {
    if (record.state.name !== 'uploading') return true
    const store = await this.#keeper.store
    try {
      await store.getUpload(record.id)
      return true
    } catch (cause) {
      if (!isGone(cause)) throw cause
      await this.#keeper.remove(record)
      return false
    }
  }

  async #make(exchange: Exchange, sessionId: string, headers: UploadHeaders): Promise<void> {
    const { request, response } = exchange
    const record = await this.#keeper.begin(this.#newFile(request, sessionId, headers))
    await this.#tus.handle(exchange, record)
    const isMade = response.statusCode === 201 || this.#keeper.record(record.id)?.state.name === 'refused'
    if (!isMade) await this.#keeper.remove(record)
  }

  /** Throws a `FileRefusal` for a file that would be refused once it is there: its bytes need not come. */
  #newFile(request: IncomingMessage, sessionId: string, { bytes, name, type, key }: UploadHeaders): NewFile {
    const declaredType = plainType(type)
    const { maxBytes, types } = this.#keeper.settings
    if (bytes > maxBytes) throw fileRefusals.tooLarge(maxBytes)
    if (declaredType !== '' && !isTaken(declaredType, types)) throw fileRefusals.wrongType(declaredType)
    const address = countedAddress(this.#front.addressOf(request))
    return {
      sessionId,
      name: safeFileName(name),
      declaredType,
      bytes,
      ...(key !== undefined && { key }),
      ...(address && !address.isPrivate && { address: address.key }),
    }
  }

  /** The page has not heard the answer to the same request. */
  async #repeat(response: ServerResponse, record: FileRecord): Promise<void> {
    if (record.bytes === 0 || record.state.name !== 'uploading') await this.#keeper.finish(record)
    const { settings, path } = this.#keeper
    response.writeHead(201, { ...tusHeaders, location: `${settings.url ?? path}/${record.id}` }).end()
  }

  async #continue(exchange: Exchange, record: FileRecord): Promise<void> {
    const { request, response } = exchange
    if (request.method === 'PATCH' && Number(request.headers['upload-offset']) === record.bytes)
      if (await this.#isWhole(record)) {
        await this.#keeper.finish(record)
        return complete(response, record)
      }
    this.#watch(exchange)
    await this.#tus.handle(exchange, record)
  }

  #watch(exchange: Exchange): void {
    const { clock, bodyTimeoutMs: timeoutMs } = this.#front
    watchTransfer(exchange, { clock, timeoutMs })
  }

  /** Whether all bytes are there, as after a restart in the middle of the check. */
  async #isWhole({ id, bytes }: FileRecord): Promise<boolean> {
    const store = await this.#keeper.store
    const { offset } = await store.getUpload(id)
    return offset === bytes
  }

  async #delete({ response }: Exchange, record: FileRecord): Promise<void> {
    if (!(await this.#keeper.removeUnused(record))) throw fileRefusals.inUse()
    response.writeHead(204, tusHeaders).end()
  }
}

const tusHeaders = { 'tus-resumable': '1.0.0', 'cache-control': 'no-store' }

function complete(response: ServerResponse, { bytes }: FileRecord): void {
  const status = response.req.method === 'HEAD' ? 200 : 204
  response.writeHead(status, { ...tusHeaders, 'upload-offset': bytes, 'upload-length': bytes }).end()
}

/** The answer to a failure: a refusal as it is; a store that has lost the upload says so. */
export function refusalOf(cause: unknown): FileRefusal | undefined {
  if (cause instanceof FileRefusal) return cause
  return isGone(cause) ? fileRefusals.unknown() : undefined
}
