import type { Message } from 'cometd'
import { onTestFinished, vi } from 'vitest'
import { script, type ScriptedServer } from './scripted-server.ts'

interface HeldRequest {
  readonly init: RequestInit
  respond(text: string): void
  fail(): void
}

export interface ScriptedPollingServer extends ScriptedServer {
  /** The settings of each request so far. */
  readonly requests: readonly RequestInit[]
}

let servers = 0

/** A scripted CometD server behind the page's `fetch`. A request is answered when each of its messages is. */
export function scriptedPollingServer(): ScriptedPollingServer {
  const url = `http://polling-${++servers}.example/cometd`
  const held = new Set<HeldRequest>()
  const requests: RequestInit[] = []

  const { server, takes } = script({
    url,
    transport: 'long-polling',
    open: () => held.size,
    dials: () => requests.length,
    async says(text, { hears }) {
      await hears('/meta/connect')
      for (const request of held) if (String(request.init.body).includes('/meta/connect')) request.respond(text)
    },
    dropsConnections: () => held.forEach((request) => request.fail()),
  })
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => {
    if (address !== url) return Promise.reject(new TypeError(`Nobody answers at ${address}`))
    requests.push(init)
    return new Promise<Response>((resolve, reject) => {
      const done = () => held.delete(request)
      const request: HeldRequest = {
        init,
        respond: (text) => done() && resolve(new Response(text)),
        fail: () => done() && reject(new TypeError('the cable was cut')),
      }
      init.signal?.addEventListener('abort', () => done() && reject(init.signal?.reason as Error))
      held.add(request)
      const answers: Message[] = []
      const expected = (JSON.parse(String(init.body)) as Message[]).length
      let answered = 0
      takes(String(init.body), (messages) => {
        answers.push(...messages)
        if (++answered === expected) request.respond(JSON.stringify(answers))
      })
    })
  })
  onTestFinished(() => void vi.unstubAllGlobals())
  return Object.defineProperty(server, 'requests', { value: requests }) as ScriptedPollingServer
}
