import { memoryStorage, type ChatSession } from '@chat-transport/core'
import { ours } from '../peers/peers.ts'
import { nextText, timeOf } from './measure.ts'
import type { Scenario } from './scenario.ts'

/** How much is said at once, to fill the chat. */
const together = 500

/** A visitor comes back to a chat of so many messages, in a page that has none of them. */
export const replay = (size: number): Scenario => ({
  name: `a chat of ${size.toLocaleString('en')} messages is opened again`,
  figures: { 'all is shown': { unit: 'ms', better: 'less' } },
  fits: ({ peer, transport }) => peer === ours && transport === 'websocket',
  when: 'each round',
  async run(stage) {
    // Not above: only this peer's process is to load it.
    const { chatOf } = await import('../peers/chat.ts')
    const storage = memoryStorage()
    const count = stage.few(size)
    const first = await chatOf(stage.server.url, 'websocket', storage).startSession({ nickname: 'Ada' })
    for (let left = count; left > 0; left -= together)
      await Promise.all(Array.from({ length: Math.min(left, together) }, () => first.sendMessage(nextText())))
    await first.detach()
    const again = async () => {
      const session = await chatOf(stage.server.url, 'websocket', storage).restoreSession()
      if (!session) throw new Error('the session is not stored')
      await messagesIn(session, count)
      await session.detach()
    }
    await again() // so that all code has run
    return { 'all is shown': await timeOf(again()) }
  },
})

async function messagesIn(session: ChatSession, count: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const look = ({ transcript }: Pick<ChatSession, 'transcript'>) => {
      if (transcript.length > count) resolve()
    }
    session.onTranscriptChanged(look)
    look(session)
  })
}
