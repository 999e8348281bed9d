import { cometdTransport, type CometdTransportType } from '@chat-transport/cometd'
import { createChat, memoryStorage, textOf, type SessionStorage } from '@chat-transport/core'
import { becomePage } from './become-page.ts'
import type { Peer } from './peer.ts'
import { serveChat } from './serve-chat.ts'
import { ToldTexts } from './told-texts.ts'

/** A page's chat with the server at `url`. A page has a storage of its own; Node has none. Its outbox takes all of a burst. */
export function chatOf(url: string, transport: CometdTransportType, storage: SessionStorage = memoryStorage()) {
  becomePage()
  return createChat({
    transport: cometdTransport({ url: `${url}/cometd`, transports: [transport] }),
    storage,
    outbox: { maxMessages: 10_000 },
  })
}

/** This SDK, with the reference server. */
export const chat = (transport: CometdTransportType): Peer => ({
  serve: serveChat,
  async visit(url) {
    const session = await chatOf(url, transport).startSession({ nickname: 'Ada' })
    const told = new ToldTexts()
    session.onMessageReceived(({ content }) => told.arrived(textOf(content)))
    return {
      async say(text) {
        await Promise.all([told.wait(text), session.sendMessage(text)])
      },
      interrupted: () => new Promise((resolve) => session.onInterrupted(() => resolve())),
      close: () => void session.detach(),
    }
  },
})
