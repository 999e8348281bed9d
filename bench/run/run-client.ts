import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { PeerName } from '../peers/peers.ts'
import type { ClientTask, Told } from './client.ts'

/** What no scenario takes. A client that says nothing for so long hangs. */
const mostMs = 300_000

export interface ClientOptions {
  /** 1, or less for a glance. */
  readonly share: number
  /** Where both ends leave a profile of the processor. */
  readonly profiles?: string | undefined
}

/** Plays scenarios with a peer, in a process of its own, until it is through or one has failed. */
export async function runClient(name: PeerName, scenarios: readonly string[], { share, profiles }: ClientOptions) {
  const profiling = (end: string) =>
    profiles ? ['--cpu-prof', '--cpu-prof-dir', join(profiles, `${name.peer} ${name.transport} ${end}`)] : []
  const task: ClientTask = { name, scenarios, share, execArgv: profiling('server') }
  const child = fork(new URL('client.mjs', import.meta.url), [JSON.stringify(task)], {
    execArgv: profiling('client'),
    serialization: 'advanced', // JSON has no Infinity
  })
  return outcomeOf(child)
}

async function outcomeOf(child: ChildProcess) {
  const measured: Exclude<Told, { readonly failure: string }>[] = []
  let cause: string | undefined
  const hangs = () => {
    cause = `it has not come to its end within ${mostMs / 1000} s`
    child.kill('SIGKILL')
  }
  let timer = setTimeout(hangs, mostMs)
  child.on('message', (told: Told) => {
    clearTimeout(timer)
    timer = setTimeout(hangs, mostMs)
    if ('failure' in told) cause = told.failure
    else measured.push(told)
  })
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  clearTimeout(timer)
  return { measured, cause: cause ?? `the client's process has ended (${signal ?? `code ${code}`})` }
}
