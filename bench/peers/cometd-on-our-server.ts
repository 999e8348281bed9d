import { randomUUID } from 'node:crypto'
import { visitByCometd } from './bare-cometd.ts'
import type { Peer } from './peer.ts'
import { serveChat } from './serve-chat.ts'

/** CometD's client, which speaks the protocol with the reference server: no outbox, no order, no storage. */
export const cometdOnOurServer = (transport: 'websocket' | 'long-polling'): Peer => ({
  serve: serveChat,
  visit(url) {
    const secret = randomUUID() + randomUUID()
    const start = { type: 'StartSession', id: randomUUID(), secret, pageId: randomUUID(), take: true }
    return visitByCometd({
      url: `${url}/cometd`,
      transport,
      handshake: { ext: { chat: start } },
      command: (text) => ({ type: 'SendMessage', id: randomUUID(), content: { type: 'text', text } }),
      textOf: (data) => (data as { readonly content?: { readonly text: string } } | undefined)?.content?.text,
    })
  },
})
