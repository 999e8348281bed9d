import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pass } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { bundle } from '../../../support/run-bundled.ts'
import type { FromServer, ServerOptions, ToServer, Transcripts } from './server-messages.ts'

/** A server that can be killed, and started again in the same place. */
export interface MortalServer {
  /** Resolves when it listens. */
  start(agents: ServerOptions['agents']): Promise<void>
  /** Starts it, and kills it so soon that it may not have come to listen. */
  startAndKill(afterMs: number): Promise<void>
  /** `kill -9`. Resolves when nothing is left of the process. */
  kill(): Promise<void>
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<void>
  /** What it has of each session that somebody has come back to. */
  transcripts(): Promise<Transcripts['bySession']>
}

/** `hears` is told what the server's agents say. */
export async function mortalServer(
  place: Omit<ServerOptions, 'agents'>,
  hears: (message: FromServer) => void,
): Promise<MortalServer> {
  const { run, remove } = await bundle(new URL('chaos-server.ts', import.meta.url))
  let running: ChildProcess | undefined
  let starts = 0
  onTestFinished(() => {
    running?.kill('SIGKILL')
    remove()
  })

  const current = (): ChildProcess => {
    if (!running) throw new Error('the server is not running')
    return running
  }
  const tell = (message: ToServer) => current().send(message)

  /** Resolves with the next message of this type. Rejects when the process ends before. */
  function next<Type extends FromServer['type']>(type: Type) {
    const child = current()
    return new Promise<Extract<FromServer, { type: Type }>>((resolve, reject) => {
      const isIt = (message: FromServer): message is Extract<FromServer, { type: Type }> => message.type === type
      child.on('message', (message: FromServer) => isIt(message) && resolve(message))
      child.once('exit', (code, signal) => reject(new Error(`the server has ended: code ${code}, signal ${signal}`)))
    })
  }

  async function end(ask: () => unknown): Promise<void> {
    const exit = once(current(), 'exit')
    ask()
    await exit
    running = undefined
  }

  function begin(agents: ServerOptions['agents']): void {
    starts += 1
    running = run({ ...place, agents, seed: place.seed * 1_000 + starts } satisfies ServerOptions)
    running.on('message', hears)
  }
  const kill = () => end(() => current().kill('SIGKILL'))

  return {
    async start(agents) {
      begin(agents)
      await next('listening')
    },
    async startAndKill(afterMs) {
      begin('talk')
      await pass(afterMs)
      await kill()
    },
    kill,
    stop: () => end(() => tell({ type: 'stop' })),
    async transcripts() {
      const answer = next('transcripts')
      tell({ type: 'send transcripts' })
      return (await answer).bySession
    },
  }
}
