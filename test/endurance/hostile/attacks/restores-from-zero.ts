import { count, type Attack } from '../attack.ts'
import { commandOf, handshakeWith, openVisitor, reopening, startOf } from '../raw-socket.ts'

/** A session whose transcript is full, and is asked for again and again from its beginning. */
export const restoresFromZero: Attack = (target, achieved) => {
  const { attach, handshake } = startOf('restore')
  const fill = async () => {
    const visitor = await openVisitor(target, { name: 'restore', gone: () => undefined, handshake })
    const text = (times: number) => ({ type: 'text', text: `pour 1000 for the time ${times}` })
    for (let times = 0; times < 4; times++)
      visitor.write(commandOf(visitor.clientId, { type: 'SendMessage', content: text(times) }))
    count(achieved, 'filled')
    const sessionId = /"sessionId":"([^"]+)"/.exec(visitor.answer)?.[1]
    setTimeout(() => {
      visitor.socket.destroy()
      for (let number = 0; number < 4; number++) restore(sessionId, number)
    }, 2_000)
  }
  const restore = (sessionId: unknown, number: number) =>
    reopening(achieved, async (gone) => {
      const { secret } = attach
      const pageId = `page ${number}`
      const again = { type: 'RestoreSession', id: `again ${number}`, secret, pageId, take: true, after: 0, sessionId }
      const visitor = await openVisitor(target, { name: 'restore', gone, handshake: handshakeWith(again) })
      count(achieved, visitor.answer.includes('EventAttached') ? 'restored' : 'refused')
      visitor.socket.on('data', (data) => count(achieved, 'bytes got', data.length))
      setTimeout(() => visitor.socket.destroy(), 300)
    })
  void fill()
}
