import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileDescription, Uploads } from '@chat-transport/core'
import { onCleanup } from '../../../../test/support/cleanup.ts'
import { eventually } from '../../../../test/support/deadline.ts'
import { startServer, type StartServerOptions } from '../../../../test/support/start-server.ts'
import type { FileOptions } from '../../src/index.ts'
import { SocketPage, type ReceivedEvent } from './bayeux-clients.ts'
import { startSession } from './commands.ts'

/** A folder that is removed when the current test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chat-files-'))
  onCleanup(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

type Options = Partial<FileOptions> & { readonly server?: StartServerOptions }

/** A chat server that takes files, on real disk. */
export async function startWithFiles({ server: options = {}, ...files }: Options = {}) {
  const directory = files.directory ?? temporaryFolder()
  const server = await startServer({ ...options, files: { ...files, directory } })
  return {
    server,
    directory,
    /** The names of the files with bytes on disk. */
    onDisk: () => readdirSync(join(directory, 'bytes')).filter((name) => !name.endsWith('.json')),
    visit: () => visit(server.url),
  }
}

/** A page that has started a session, and may upload files. */
export async function visit(url: string) {
  const page = new SocketPage(url)
  const reply = await page.attach(startSession())
  const attached = reply.ext?.chat as object as { readonly uploads?: Uploads; readonly sessionId: string }
  await page.ask('/meta/connect', { connectionType: 'websocket' })
  if (!attached.uploads) throw new Error(`no uploads are offered: ${JSON.stringify(attached)}`)
  const { uploads, sessionId } = attached
  let messages = 0
  return {
    page,
    uploads,
    sessionId,
    tus: new TusPage(uploads),
    /** Sends a message that names the file; resolves with its event, or the error. */
    async sendFile(id: string, fields: object = {}): Promise<FileEvent> {
      const command = `file-${(messages += 1)}`
      const content = { type: 'file', file: { id }, ...fields }
      await page.publish({ type: 'SendMessage', id: command, content })
      return eventually(() => page.events.find(({ commandId }) => commandId === command) as FileEvent | undefined)
    },
  }
}

interface FileEvent extends ReceivedEvent {
  readonly content?: { readonly type: string; readonly file: FileDescription; readonly text?: string }
  readonly error?: { readonly code: number; readonly description: string }
}

export interface NewUpload {
  readonly name?: string
  readonly type?: string
  readonly key?: string
  readonly bytes?: number
}

export interface AskOptions {
  readonly headers?: Record<string, string>
  readonly body?: Uint8Array
}

/** A page that speaks raw tus. */
export class TusPage {
  readonly #uploads: Uploads

  constructor(uploads: Uploads) {
    this.#uploads = uploads
  }

  get headers(): Record<string, string> {
    return { 'tus-resumable': '1.0.0', authorization: `Bearer ${this.#uploads.token}` }
  }

  async create({ name, type, key, bytes = 0 }: NewUpload): Promise<Answer> {
    const metadata = Object.entries({ filename: name, filetype: type, key })
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => `${field} ${Buffer.from(value ?? '').toString('base64')}`)
    return this.ask('POST', '', {
      headers: {
        'upload-length': String(bytes),
        ...(metadata.length > 0 && { 'upload-metadata': metadata.join(',') }),
      },
    })
  }

  async patch(id: string, offset: number, body: Uint8Array): Promise<Answer> {
    const headers = { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' }
    return this.ask('PATCH', `/${id}`, { headers, body })
  }

  async head(id: string): Promise<Answer> {
    return this.ask('HEAD', `/${id}`)
  }

  async remove(id: string): Promise<Answer> {
    return this.ask('DELETE', `/${id}`)
  }

  /** Uploads it in one piece. Resolves with the last answer and the id. */
  async upload(content: Uint8Array, file: NewUpload = {}): Promise<Answer & { readonly id: string }> {
    const created = await this.create({ ...file, bytes: content.length })
    const id = idIn(created)
    if (created.status !== 201 || content.length === 0) return { ...created, id }
    return { ...(await this.patch(id, 0, content)), id }
  }

  async ask(method: string, path: string, { headers = {}, body }: AskOptions = {}): Promise<Answer> {
    const response = await fetch(this.#uploads.url + path, {
      method,
      headers: { ...this.headers, ...headers },
      ...(body && { body: Buffer.from(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: Object.fromEntries(response.headers), text }
  }
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** The id of the upload that an answer has made. */
export const idIn = ({ headers }: Answer): string => headers['location']?.split('/').at(-1) ?? ''

/** The error in the body of a refusal. */
export const errorIn = ({ text }: Answer) =>
  (JSON.parse(text) as { error: { code: number; description: string } }).error

/** The smallest picture. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** What a program for Windows begins with. */
export const exe = Buffer.concat([
  Buffer.from('MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0', 'latin1'),
  Buffer.alloc(4_096),
])
