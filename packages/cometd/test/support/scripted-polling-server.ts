import type { Message } from 'cometd'
import { onTestFinished, vi } from 'vitest'
import { script, type ScriptedServer } from './scripted-server.ts'

/** What a page asked for. */
export interface PageRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly withCredentials: boolean
  /** How often the page has aborted it, answered or not. */
  readonly aborts: number
}

export interface ScriptedPollingServer extends ScriptedServer {
  readonly requests: readonly PageRequest[]
  /** Answers every open request with this HTTP status. */
  failsWith(status: number): void
}

let servers = 0

/** A scripted CometD server behind the page's `XMLHttpRequest`. A request is answered when each of its messages is. */
export function scriptedPollingServer(): ScriptedPollingServer {
  const url = `http://polling-${++servers}.example/cometd`
  const open = new Set<ScriptedRequest>()
  const requests: ScriptedRequest[] = []

  /** The part of `XMLHttpRequest` that browsers and every stand-in for it have. */
  class ScriptedRequest implements PageRequest {
    method = ''
    headers: Record<string, string> = {}
    withCredentials = false
    aborts = 0
    body = ''
    status = 0
    statusText = ''
    responseText = ''
    onload: (() => void) | null = null
    onerror: (() => void) | null = null

    open(method: string, address: string) {
      if (address !== url) throw new Error(`Nobody answers at ${address}`)
      this.method = method
    }
    setRequestHeader(name: string, value: string) {
      this.headers[name.toLowerCase()] = value
    }
    send(body: string) {
      this.body = body
      open.add(this)
      requests.push(this)
      const answers: Message[] = []
      const expected = (JSON.parse(body) as Message[]).length
      let answered = 0
      takes(body, (messages) => {
        answers.push(...messages)
        if (++answered === expected) this.respond(200, JSON.stringify(answers))
      })
    }
    abort() {
      this.aborts += 1
      if (open.delete(this)) this.onerror?.()
    }
    respond(status: number, text: string) {
      if (!open.delete(this)) return
      Object.assign(this, { status, responseText: text })
      this.onload?.()
    }
    fail(why: string) {
      this.statusText = why
      this.abort()
    }
  }

  const { server, takes } = script({
    url,
    transport: 'long-polling',
    open: () => open.size,
    dials: () => requests.length,
    async says(text, { hears }) {
      await hears('/meta/connect')
      for (const request of open) if (request.body.includes('/meta/connect')) request.respond(200, text)
    },
    dropsConnections: () => open.forEach((request) => request.fail('the cable was cut')),
  })
  vi.stubGlobal('XMLHttpRequest', ScriptedRequest)
  onTestFinished(() => void vi.unstubAllGlobals())
  const failsWith = (status: number) => open.forEach((request) => request.respond(status, '[]'))
  return Object.defineProperties(server as ScriptedPollingServer, {
    requests: { value: requests },
    failsWith: { value: failsWith },
  })
}
