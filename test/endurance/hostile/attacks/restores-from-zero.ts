import { messageOf, startOf } from '../../clients/bayeux-messages.ts'
import { openRawVisitor } from '../../clients/raw-visitor.ts'
import { count } from '../../support/counts.ts'
import { answerName } from '../answer-name.ts'
import type { Attack } from '../attack.ts'
import { reopening } from '../flood.ts'

/** A session whose transcript is full, and is asked for again and again from its beginning. */
export const restoresFromZero: Attack = (target, achieved) => {
  const origin = { url: target.url, address: target.addresses[0] }
  const start = startOf('restore')
  const fill = async () => {
    const visitor = await openRawVisitor(origin, { attach: start })
    for (let times = 0; times < 4; times++) visitor.send(messageOf(`pour 1000 for the time ${times}`))
    count(achieved, 'filled')
    const [, sessionId] = /"sessionId":"([^"]+)"/.exec(visitor.answer) ?? []
    setTimeout(() => {
      visitor.socket.destroy()
      for (let number = 0; number < 4; number++) restore(sessionId, number)
    }, 2_000)
  }
  const restore = (sessionId: string | undefined, number: number) =>
    reopening(achieved, async (gone) => {
      const { secret } = start
      const ids = { id: `again ${number}`, pageId: `page ${number}`, secret, sessionId }
      const attach = { type: 'RestoreSession', ...ids, take: true, after: 0 }
      const visitor = await openRawVisitor(origin, { attach, gone })
      count(achieved, answerName(visitor.answer))
      visitor.socket.on('data', (data) => count(achieved, 'bytes got', data.length))
      setTimeout(() => visitor.socket.destroy(), 300)
    })
  void fill()
}
