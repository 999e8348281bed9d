import { openRawVisitor, saying, type RawVisitor } from './raw-visitor.ts'

/** Each of them is sent so many things of 8 kB, and reads none of them. */
const poured = 1_000

/** Visitors who ask for much and then do not read. */
export async function openSlowReaders(url: string, count: number): Promise<readonly RawVisitor[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, place) => {
      const reader = await openRawVisitor(url, `slow reader ${place}`)
      reader.send(saying(`pour ${poured}`))
      reader.stopReading()
      return reader
    }),
  )
}

/** What a flood is made of: messages, and what is no command at all and is answered all the same. */
const floods = [
  () => saying('flood'),
  () => ({ channel: '/meta/subscribe', subscription: '/flood' }),
  () => ({ channel: '/service/flood', data: 'flood' }),
]

export interface Flood {
  /** Frames that went out. */
  readonly sent: number
  stop(): void
}

/** Visitors who send as fast as the wire takes it, `mostFrames` each at most; some of them do not read the answers. */
export async function startFlood(
  url: string,
  { count, mostFrames }: { count: number; mostFrames: number },
): Promise<Flood> {
  const visitors = await Promise.all(
    Array.from({ length: count }, (_, place) => openRawVisitor(url, `flooder ${place}`)),
  )
  let sent = 0
  let life: 'flooding' | 'over' = 'flooding'
  const flood = (visitor: RawVisitor, place: number) => {
    const make = floods[place % floods.length] as (typeof floods)[number]
    if (place % 2 === 1) visitor.stopReading()
    let left = mostFrames
    const burst = () => {
      if (life === 'over' || left <= 0 || !visitor.isOpen) return
      for (let frames = 0; frames < 200 && visitor.send(make()); frames++) {
        left -= 1
        sent += 1
      }
      setTimeout(burst, 5)
    }
    burst()
  }
  visitors.forEach(flood)
  return {
    get sent() {
      return sent
    },
    stop() {
      life = 'over'
      for (const visitor of visitors) visitor.close()
    },
  }
}
