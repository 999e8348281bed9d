import type { Setup } from './setup.ts'
import type { Fault } from './matrix.ts'

/** Begins a fault. Most faults last until `heal`; some, like `reset`, are over at once. */
type BeginFault = (setup: Setup) => void | Promise<void>

export const faults: Readonly<Record<Fault, BeginFault>> = {
  refuse: ({ line }) => line.refuse(),
  cut: ({ line }) => line.cut(),
  reset: ({ line }) => line.reset(),
  'black hole': ({ line }) => line.blackHole(),
  delay: ({ line }) => line.delay(20),
  throttle: ({ line }) => line.throttle({ upBytesPerSecond: 30_000, downBytesPerSecond: 30_000 }),
  'torn reply': ({ line }) => line.tear('replies'),
  'torn request': ({ line }) => line.tear('requests'),
  'replies swallowed': ({ line }) => line.swallow('replies'),
  'requests swallowed': ({ line }) => line.swallow('requests'),
  'server killed, its memory gone': async ({ line, server, store }) => {
    const killed = server.stop('killed')
    line.restore() // ends whatever the moment did to the line
    await killed
    store.forget()
    await server.restart()
  },
  'server killed, its store kept': async ({ line, server }) => {
    const killed = server.stop('killed')
    line.restore()
    await killed
  },
}

export async function heal({ line, server }: Setup): Promise<void> {
  line.restore()
  if (!server.httpServer.listening) await server.restart()
}
