import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { eventually } from '../../support/deadline.ts'
import { bundle } from '../../support/run-bundled.ts'
import type { FromPeer, PeerOptions, ToPeer } from './peer-messages.ts'

/** A server in a process of its own. It ends with the current test. */
export interface Peer {
  readonly port: number
  /** How many milliseconds of the processor it has used so far. */
  cpuMs(): Promise<number>
}

/** Starts so many processes of a file. */
export async function startPeers(entry: URL, number: number, options: PeerOptions): Promise<readonly Peer[]> {
  const { run, remove } = await bundle(entry)
  onTestFinished(remove)
  return Promise.all(Array.from({ length: number }, () => startPeer(run(options))))
}

async function startPeer(child: ReturnType<Awaited<ReturnType<typeof bundle>>['run']>): Promise<Peer> {
  const gone = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await gone
  })
  let port: number | undefined
  child.on('message', (message: FromPeer) => {
    if (message.type === 'listening') port = message.port
  })
  return {
    port: await eventually(() => port, 20_000),
    async cpuMs() {
      const answer = new Promise<number>((resolve) => {
        const hear = (message: FromPeer) => {
          if (message.type !== 'cpu') return
          child.off('message', hear)
          resolve(message.milliseconds)
        }
        child.on('message', hear)
      })
      child.send({ type: 'cpu' } satisfies ToPeer)
      return answer
    },
  }
}
