import type { Message } from 'cometd'
import { onTestFinished, vi } from 'vitest'
import { script, type ScriptedServer } from './scripted-server.ts'

/** What a page asked for. */
export interface PageRequest {
  /** Of the server's address: what is behind it. */
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly credentials: RequestCredentials
  /** Whether the page has aborted it before it was answered. */
  readonly aborted: boolean
}

export interface ScriptedPollingServer extends ScriptedServer {
  readonly requests: readonly PageRequest[]
  /** Answers every open request with this HTTP status. */
  failsWith(status: number, headers?: Record<string, string>): void
  /** Answers every open request as a browser shows a redirect that it was told not to follow. */
  redirects(): void
  /** Sends a part of the answer to every open request. */
  answersInPart(): void
  /** The browser ends every request by itself, as on `window.stop()` or a download. */
  stops(): void
}

let servers = 0

/** A scripted CometD server behind the page's `fetch`. A request is answered when each of its messages is. */
export function scriptedPollingServer(): ScriptedPollingServer {
  const url = `http://polling-${++servers}.example/cometd`
  const open = new Set<ScriptedRequest>()
  const requests: ScriptedRequest[] = []

  class ScriptedRequest implements PageRequest {
    readonly path: string
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly credentials: RequestCredentials
    readonly body: string
    aborted = false
    readonly response: Promise<Response>
    #answer!: (response: Response) => void
    #fail!: (cause: unknown) => void
    #stream: ReadableStreamDefaultController<Uint8Array> | undefined

    constructor(address: string, init: RequestInit) {
      this.path = address.slice(url.length)
      this.method = init.method ?? 'GET'
      this.headers = Object.fromEntries(new Headers(init.headers))
      this.credentials = init.credentials ?? 'same-origin'
      this.body = String(init.body)
      this.response = new Promise((resolve, reject) => {
        this.#answer = resolve
        this.#fail = reject
      })
      init.signal?.addEventListener('abort', () => {
        this.aborted ||= open.has(this)
        this.fail(init.signal?.reason)
      })
      open.add(this)
      requests.push(this)
      const answers: Message[] = []
      const expected = (JSON.parse(this.body) as Message[]).length
      let answered = 0
      takes(this.body, (messages) => {
        answers.push(...messages)
        if (++answered === expected) this.respond(JSON.stringify(answers))
      })
    }
    respond(text: string) {
      if (!open.delete(this)) return
      if (!this.#stream) return this.#answer(new Response(text))
      this.#stream.enqueue(new TextEncoder().encode(text))
      this.#stream.close()
    }
    refuse(response: Response) {
      if (open.delete(this)) this.#answer(response)
    }
    beginToRespond() {
      if (!this.#stream)
        this.#answer(new Response(new ReadableStream({ start: (stream) => void (this.#stream = stream) })))
      this.#stream?.enqueue(new TextEncoder().encode(' '))
    }
    fail(cause: unknown) {
      if (!open.delete(this)) return
      this.#fail(cause)
      this.#stream?.error(cause)
    }
  }

  const { server, takes } = script({
    url,
    transport: 'long-polling',
    open: () => open.size,
    dials: () => requests.length,
    async says(text, { hears }) {
      await hears('/meta/connect')
      for (const request of open) if (request.body.includes('/meta/connect')) request.respond(text)
    },
    dropsConnections: () => open.forEach((request) => request.fail(new TypeError('the cable was cut'))),
  })
  vi.stubGlobal('fetch', (address: URL, init: RequestInit) => {
    if (String(address) !== url && !String(address).startsWith(`${url}/`))
      throw new Error(`Nobody answers at ${String(address)}`)
    return new ScriptedRequest(String(address), init).response
  })
  onTestFinished(() => void vi.unstubAllGlobals())
  const refuses = (response: () => Response) => open.forEach((request) => request.refuse(response()))
  const more: Omit<ScriptedPollingServer, keyof ScriptedServer> = {
    requests,
    failsWith: (status, headers = {}) => refuses(() => new Response(status === 204 ? null : '[]', { status, headers })),
    redirects: () => refuses(() => Object.defineProperties(Response.error(), { type: { value: 'opaqueredirect' } })),
    answersInPart: () => open.forEach((request) => request.beginToRespond()),
    stops: () => open.forEach((request) => request.fail(new DOMException('The user aborted a request.', 'AbortError'))),
  }
  return Object.defineProperties(server as ScriptedPollingServer, Object.getOwnPropertyDescriptors(more))
}
