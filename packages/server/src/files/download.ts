import { createReadStream } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import contentDisposition from 'content-disposition'
import type { Clock } from '@chat-transport/core'
import parseRange from 'range-parser'
import type { FileKeeper } from './file-keeper.ts'
import { fileRefusals } from './file-refusal.ts'
import type { FileRecord } from './file-record.ts'
import { watchTransfer, type Exchange } from './transfer.ts'

/** Shown where it is; what is not named here is offered to be saved. No type that can hold a script. */
const shownInPlace = /^(image\/(png|jpe?g|gif|webp|avif|heic|heif|bmp)|audio\/[\w.+-]+|video\/[\w.+-]+)$/

/** A paused film reads nothing for a while, and asks anew when it goes on. */
const unreadTimeoutMs = 60_000

interface ByteRange {
  readonly start: number
  /** Included. */
  readonly end: number
}

/** Gives a file that was sent to whoever knows its URL. Rejects with a `FileRefusal` (404) otherwise. */
export async function download(
  exchange: Exchange,
  id: string,
  at: { keeper: FileKeeper; clock: Clock },
): Promise<void> {
  const { request, response } = exchange
  const record = await at.keeper.sent(id)
  if (!record) throw fileRefusals.unknown()
  for (const [name, value] of Object.entries(headersOf(record, record.state.type))) response.setHeader(name, value)
  if (request.headers['if-none-match'] === etagOf(record)) return void response.writeHead(304).end()
  const range = rangeOf(request, record)
  if (range === 'unsatisfiable')
    return void response.writeHead(416, { 'content-range': `bytes */${record.bytes}` }).end()
  await answerWith(exchange, record, { range, ...at })
}

interface Answer {
  readonly keeper: FileKeeper
  readonly clock: Clock
  readonly range: ByteRange | undefined
}

async function answerWith(exchange: Exchange, record: FileRecord, { keeper, clock, range }: Answer): Promise<void> {
  const { request, response } = exchange
  const { start, end } = range ?? { start: 0, end: record.bytes - 1 }
  response.writeHead(range ? 206 : 200, {
    'content-length': end - start + 1,
    ...(range && { 'content-range': `bytes ${start}-${end}/${record.bytes}` }),
  })
  if (request.method === 'HEAD' || record.bytes === 0) return void response.end()
  watchTransfer(exchange, { clock, timeoutMs: unreadTimeoutMs })
  await send(exchange, await open(keeper, record, { start, end }))
}

const etagOf = ({ id }: FileRecord) => `"${id}"`

function headersOf(record: FileRecord, type: string) {
  const isShown = shownInPlace.test(type)
  return {
    'content-type': type.startsWith('text/') ? `${type}; charset=utf-8` : type,
    'content-disposition': contentDisposition(record.name, {
      type: isShown ? 'inline' : 'attachment',
      fallback: record.name.replace(/[^ -~]/g, '?'),
    }),
    // A file is never a page of this origin: no script, no plugin, no form, and no guess at another type.
    'content-security-policy':
      "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'cross-origin',
    'referrer-policy': 'no-referrer',
    // Kept by the browser, and asked for at each use: it is gone with its session.
    'cache-control': 'private, no-cache',
    'accept-ranges': 'bytes',
    etag: etagOf(record),
  }
}

/** The one range asked for; several are answered with the whole file, as HTTP allows. */
function rangeOf({ headers }: IncomingMessage, record: FileRecord): ByteRange | 'unsatisfiable' | undefined {
  if (headers.range === undefined || (headers['if-range'] ?? etagOf(record)) !== etagOf(record)) return undefined
  const ranges = parseRange(record.bytes, headers.range, { combine: true })
  if (ranges === -1) return 'unsatisfiable'
  return ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1 ? undefined : ranges[0]
}

async function open(keeper: FileKeeper, { id }: FileRecord, { start, end }: ByteRange): Promise<Readable> {
  const store = await keeper.bytesOf(id)
  const { storage } = await store.getUpload(id)
  if (storage?.type === 'file') return createReadStream(storage.path, { start, end })
  return Readable.from(part(await store.read(id), { start, end }), { objectMode: false })
}

/** A part of a stream, for stores that give a file only from its beginning. */
async function* part(stream: Readable, { start, end }: ByteRange): AsyncGenerator<Buffer> {
  let offset = 0
  for await (const piece of stream as AsyncIterable<Buffer>) {
    const wanted = piece.subarray(Math.max(0, start - offset), Math.max(0, end + 1 - offset))
    if (wanted.length > 0) yield wanted
    offset += piece.length
    if (offset > end) return
  }
}

async function send({ response }: Exchange, content: Readable): Promise<void> {
  try {
    await pipeline(content, response)
  } catch {
    // The client has left, or the file was removed meanwhile: the answer has begun, so it can only be cut off.
    response.destroy()
  }
}
