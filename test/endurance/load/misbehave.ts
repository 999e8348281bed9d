import { floodByPosts, floodByHandshakes } from './posting-floods.ts'
import { openRawVisitor, openStranger, saying, type RawVisitor } from './raw-visitor.ts'

/** Each of them is sent so many things, and reads none of them. */
const poured = 1_000
/** What that adds to a transcript: the host's bot says 8 kB at a time. */
export const pouredBytes = poured * 8_000

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

/** Somebody who sends as fast as the wire takes it. */
export interface Flooder {
  /** Frames that went out. */
  readonly sent: number
  stop(): void
}

export interface Flood extends Flooder {
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
  () => saying('flood'),
  () => ({ channel: '/meta/subscribe', subscription: '/flood' }),
  () => ({ channel: '/service/flood', data: 'flood' }),
]
const large = () => ({ channel: '/service/flood', data: 'x'.repeat(200_000) })

/** Floods in every way there is into the server; some of those who flood do not read the answers. */
export async function startFlood(url: string, { count, countOfOthers, mostFrames }: FloodOptions): Promise<Flood> {
  const each = <Result>(size: number, open: (place: number) => Promise<Result>) =>
    Promise.all(Array.from({ length: size }, (_, place) => open(place)))
  const starts = await each(countOfOthers, (place) => floodByHandshakes(url, `starter ${place}`))
  const flooders: readonly Flooder[] = [
    ...starts,
    ...(await each(count, async (place) => {
      const visitor = await openRawVisitor(url, `flooder ${place}`)
      if (place % 2 === 1) visitor.stopReading()
      return floodBySocket(visitor, small[place % small.length] as (typeof small)[number], mostFrames)
    })),
    ...(await each(countOfOthers, async (place) =>
      floodBySocket(await openRawVisitor(url, `large flooder ${place}`), large, mostFrames),
    )),
    ...(await each(countOfOthers, async (place) =>
      floodBySocket(await openStranger(url, `stranger ${place}`), () => saying('hello?'), mostFrames),
    )),
    ...(await each(countOfOthers, (place) => floodByPosts(url, `posting flooder ${place}`))),
  ]
  return {
    get sent() {
      return flooders.reduce((sum, { sent }) => sum + sent, 0)
    },
    get started() {
      return starts.reduce((sum, { answered }) => sum + answered, 0)
    },
    stop() {
      for (const flooder of flooders) flooder.stop()
    },
  }
}

function floodBySocket(visitor: RawVisitor, make: () => object, mostFrames: number): Flooder {
  let sent = 0
  const burst = () => {
    if (sent >= mostFrames || !visitor.isOpen) return
    for (let frames = 0; frames < 200 && visitor.send(make()); frames++) sent += 1
    setTimeout(burst, 5)
  }
  burst()
  return {
    get sent() {
      return sent
    },
    stop: () => visitor.close(),
  }
}
