import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { PeerName } from '../peers/peers.ts'

/** What a server's process has used so far. */
export interface Usage {
  readonly cpuMs: number
  /** What has gone over its connections, both ways. */
  readonly wireBytes: number
}

/** What a server's process can be asked. */
export interface Answers {
  readonly usage: Usage
  readonly heapBytes: number
}

/** A peer's server, in a process of its own. */
export interface ServerProcess {
  /** Without a path. */
  readonly url: string
  usage(): Promise<Usage>
  /** What is on its heap, and what hangs on it. It collects its garbage before. */
  heapBytes(): Promise<number>
  close(): Promise<void>
}

/** When the process ends by itself, the error is nobody's to catch: nothing more can be measured. */
export async function startServerProcess(name: PeerName, execArgv: readonly string[]): Promise<ServerProcess> {
  const child = fork(new URL('server.mjs', import.meta.url), [JSON.stringify(name)], {
    execArgv: ['--expose-gc', ...execArgv],
  })
  const died = (code: number | null, signal: string | null) => {
    throw new Error(`the server's process has ended (${signal ?? `code ${code}`}): see above`)
  }
  child.on('exit', died)
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }]
  const ask = async <Question extends keyof Answers>(question: Question): Promise<Answers[Question]> => {
    const answer = once(child, 'message')
    child.send(question)
    return ((await answer) as [Answers[Question]])[0]
  }
  return {
    url: `http://127.0.0.1:${port}`,
    usage: () => ask('usage'),
    heapBytes: () => ask('heapBytes'),
    async close() {
      child.off('exit', died)
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}
