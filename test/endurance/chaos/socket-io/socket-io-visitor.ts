import { setTimeout as pass } from 'node:timers/promises'
import { io } from 'socket.io-client'

/** As long as a page of the chat keeps a loss to itself. */
const graceMs = 3_000

/** Somebody who keeps talking over socket.io, and what became of it. */
export interface SocketIoVisitor {
  /** What was said and acknowledged, and how often it and its answer came back. */
  readonly acknowledged: readonly string[]
  readonly heard: ReadonlyMap<string, number>
  readonly recoveriesMs: readonly number[]
  /** Outages of more than 3 s. */
  readonly interruptions: number
  /** Connections after an outage with which the server has not brought what was missed. */
  readonly notRecovered: number
  readonly pending: number
  hush(): void
  close(): void
}

/** Starts a visitor as socket.io's documentation has it for delivery "at least once": what is not acknowledged is said again. */
export async function startSocketIoVisitor(
  origin: string,
  name: string,
  pauseMs: () => number,
): Promise<SocketIoVisitor> {
  const socket = io(origin, {
    ...{ transports: ['websocket'], forceNew: true, auth: { chat: name } },
    ...{ retries: 10, ackTimeout: 2_000 },
  })
  const acknowledged: string[] = []
  const heard = new Map<string, number>()
  const recoveriesMs: number[] = []
  let [interruptions, notRecovered, pending] = [0, 0, 0]
  let mood: 'talkative' | 'silent' = 'talkative'
  let lostAt: number | undefined

  await new Promise<void>((resolve) => socket.once('connect', resolve))
  socket.on('disconnect', () => (lostAt = performance.now()))
  socket.on('connect', () => {
    if (lostAt === undefined) return
    const outageMs = performance.now() - lostAt
    lostAt = undefined
    recoveriesMs.push(outageMs)
    if (outageMs > graceMs) interruptions += 1
    if (!socket.recovered) notRecovered += 1
  })
  socket.on('message', (text: string) => heard.set(text, (heard.get(text) ?? 0) + 1))

  const say = (text: string) => {
    pending += 1
    socket.emit('say', text, (failure: Error | null) => {
      pending -= 1
      if (!failure) acknowledged.push(text)
    })
  }
  const keepTalking = async () => {
    for (let count = 1; mood === 'talkative'; count++) {
      say(`${name} ${count}`)
      await pass(pauseMs())
    }
  }
  void keepTalking()
  return {
    ...{ acknowledged, heard, recoveriesMs },
    get interruptions() {
      return interruptions
    },
    get notRecovered() {
      return notRecovered
    },
    get pending() {
      return pending
    },
    hush: () => void (mood = 'silent'),
    close: () => void socket.close(),
  }
}
