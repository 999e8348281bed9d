import { randomUUID } from 'node:crypto'
import library from 'faye'
import type { Peer } from './peer.ts'
import { ToldTexts } from './told-texts.ts'

/** Bayeux by other hands. */
export const faye = (transport: 'websocket' | 'long-polling'): Peer => ({
  serve(httpServer) {
    new library.NodeAdapter({ mount: '/faye' }).attach(httpServer)
  },
  async visit(url) {
    const client = new library.Client(`${url}/faye`)
    if (transport === 'long-polling') client.disable('websocket')
    const channel = `/chat/${randomUUID()}`
    const told = new ToldTexts()
    await client.subscribe(channel, ({ text }: { readonly text: string }) => told.arrived(text))
    return {
      async say(text) {
        await Promise.all([told.wait(text), client.publish(channel, { text })])
      },
      interrupted: () => new Promise((resolve) => client.on('transport:down', resolve)),
      close: () => void client.disconnect(),
    }
  },
})
