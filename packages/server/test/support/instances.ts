import { expect } from 'vitest'
import { freePort } from '../../../../test/support/free-port.ts'
import type { FrontOptions } from '../../src/chat-server-options.ts'
import { PollingPage } from './bayeux-clients.ts'
import { start } from './start-attached.ts'
import { startFronts } from './start-fronts.ts'

export const secret = 'a secret of thirty-two characters'

/** A server, and the address at which others reach it. */
export async function startInstance(name: string, options: FrontOptions = {}, wanted?: number) {
  const port = wanted ?? (await freePort())
  const instance = { name, address: `http://127.0.0.1:${port}`, secret }
  return startFronts({ instance, ...options }, { port })
}

/** A page with a line at the first of two servers, whose further requests come to the second. */
export async function startPageAtOther(
  options: { readonly first?: FrontOptions; readonly second?: FrontOptions } = {},
) {
  const first = await startInstance('n1', options.first)
  const second = await startInstance('n2', options.second)
  const opened = new PollingPage(first.url)
  const { ext } = await opened.attach(start)
  const path = String(ext?.path)
  const page = new PollingPage(`${second.url}/${path}`)
  page.clientId = opened.clientId
  return { first, second, page, path, visitor: first.backend.visitors[0] }
}

/** The answer to the messages of a client that the server does not know. */
export const unknown = expect.objectContaining({ successful: false, error: expect.stringContaining('402') })

/** A poll of a client that no server knows. */
export const post = (url: string, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify([{ id: '7', channel: '/meta/connect', clientId: 'somebody', connectionType: 'long-polling' }]),
  })
