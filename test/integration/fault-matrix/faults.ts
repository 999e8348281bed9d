import type { Stage } from './stage.ts'
import type { Fault } from './matrix.ts'

/** How a fault begins. All but those of a moment last until `heal`. */
type Strike = (stage: Stage) => void | Promise<void>

export const strikes: Readonly<Record<Fault, Strike>> = {
  refuse: ({ line }) => line.refuse(),
  cut: ({ line }) => line.cut(),
  reset: ({ line }) => line.reset(),
  'black hole': ({ line }) => line.blackHole(),
  delay: ({ line }) => line.delay(20),
  throttle: ({ line }) => line.throttle(30_000),
  'torn reply': ({ line }) => line.tear('replies'),
  'torn request': ({ line }) => line.tear('requests'),
  'replies swallowed': ({ line }) => line.swallow('replies'),
  'requests swallowed': ({ line }) => line.swallow('requests'),
  'server killed, its memory gone': async ({ line, server, store }) => {
    const killed = server.stop('killed')
    line.restore() // the line itself is well, whatever a moment did to it
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

export async function heal({ line, server }: Stage): Promise<void> {
  line.restore()
  if (!server.httpServer.listening) await server.restart()
}
