import { onTestFinished } from 'vitest'
import { messageOf } from '../clients/bayeux-messages.ts'
import { textFrame } from '../clients/frame.ts'
import { openRawSocket } from '../clients/raw-socket.ts'
import { openRawVisitor } from '../clients/raw-visitor.ts'
import type { Flooder } from './flooder.ts'
import { floodByMessages, floodByStarts } from './posting-floods.ts'
import { floodSocket } from './socket-floods.ts'

export interface Floods extends Flooder {
  /** Sessions that were started by flooding with starts. */
  readonly started: number
}

export interface FloodOptions {
  /** How many flood with small messages, attached and over WebSocket. */
  readonly count: number
  /** How many flood in each of the other ways. */
  readonly countOfOthers: number
  /** What each of them sends at most. */
  readonly mostFrames: number
}

/** What a flood is made of: messages, and what is no command at all and is answered all the same. */
const small = [
  () => messageOf('flood'),
  () => ({ channel: '/meta/subscribe', subscription: '/flood' }),
  () => ({ channel: '/service/flood', data: 'flood' }),
]
const large = () => ({ channel: '/service/flood', data: 'x'.repeat(200_000) })

/** Floods the server in every way there is. Some of those who flood do not read the answers. */
export async function startFloods(url: string, { count, countOfOthers, mostFrames }: FloodOptions): Promise<Floods> {
  const flooders: Flooder[] = []
  onTestFinished(stop)
  const each = (size: number, open: (place: number) => Flooder | Promise<Flooder>) =>
    Promise.all(Array.from({ length: size }, async (_, place) => void flooders.push(await open(place))))
  const starts = Array.from({ length: countOfOthers }, () => floodByStarts(url))
  flooders.push(...starts)

  await each(count, async (place) => {
    const visitor = await openRawVisitor({ url })
    if (place % 2 === 1) visitor.socket.pause()
    const message = small[place % small.length] as (typeof small)[number]
    return floodSocket(visitor, () => visitor.frameOf(message()), mostFrames)
  })
  await each(countOfOthers, async () => {
    const visitor = await openRawVisitor({ url })
    return floodSocket(visitor, () => visitor.frameOf(large()), mostFrames)
  })
  await each(countOfOthers, async () => {
    const unattached = await openRawSocket({ url })
    return floodSocket(unattached, () => textFrame({ ...messageOf('hello?'), clientId: 'nobody' }), mostFrames)
  })
  await each(countOfOthers, () => floodByMessages(url))
  return {
    get sent() {
      return flooders.reduce((sum, { sent }) => sum + sent, 0)
    },
    get started() {
      return starts.reduce((sum, { answered }) => sum + answered, 0)
    },
    stop,
  }

  function stop(): void {
    for (const flooder of flooders) flooder.stop()
  }
}
