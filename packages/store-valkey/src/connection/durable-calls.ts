import type { Node } from './connection.ts'

/** Where a change must be before it is answered. */
export interface Durability {
  /** How many replicas must have it. */
  readonly replicas: number
  /** Whether it must be on the disk of the primary, and on that of the replicas. */
  readonly fsync: boolean
  /** How long is waited for that. */
  readonly timeoutMs: number
}

export interface DurableCall {
  readonly command: readonly string[]
  /** A key in a slot of the call. It is written, since a server waits for what the same connection has written, and for nothing else. */
  readonly syncKey?: string
}

interface Waiting extends DurableCall {
  resolve(answer: unknown): void
  reject(cause: unknown): void
}

const syncScript = "#!lua flags=allow-oom\nredis.call('SET', KEYS[1], '')"
const syncCommand = (key: string) => ['EVAL', syncScript, '1', key]

/**
 * Makes the calls of one connection durable. The server answers nothing else to a connection that waits for replicas or disks: so
 * calls that come meanwhile go together, and share the next wait. They are sent in one turn with it, so that all go over the same
 * connection, or none: after a failover, another server would say of a change that it has never seen that its replicas have it.
 */
export class DurableCalls {
  readonly #node: Node
  readonly #durability: Durability
  #waiting: Waiting[] = []
  #working: Promise<void> | undefined

  constructor(node: Node, durability: Durability) {
    this.#node = node
    this.#durability = durability
  }

  call(call: DurableCall): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...call, resolve, reject })
      this.#working ??= this.#work()
    })
  }

  /** Resolves when all that the server has done so far is durable, whoever has asked for it. The key is as `syncKey` of a call. */
  async sync(key: string): Promise<void> {
    await this.call({ command: syncCommand(key) })
  }

  async #work(): Promise<void> {
    await Promise.resolve() // calls of one turn go together
    while (this.#waiting.length > 0) await this.#send(this.#waiting.splice(0))
    this.#working = undefined
  }

  async #send(calls: readonly Waiting[]): Promise<void> {
    const answers = calls.map(({ command }) => this.#node.sendCommand(command))
    const syncKey = calls.find((call) => call.syncKey !== undefined)?.syncKey
    const sync = syncKey === undefined ? undefined : this.#node.sendCommand(syncCommand(syncKey))
    const problem = this.#problem(sync, this.#node.sendCommand(this.#waitCommand()))
    const settled = await Promise.allSettled(answers)
    const why = await problem
    for (const [place, answer] of settled.entries()) {
      const call = calls[place]
      if (answer.status === 'rejected') call?.reject(answer.reason)
      else if (why) call?.reject(why)
      else call?.resolve(answer.value)
    }
  }

  #waitCommand(): readonly string[] {
    const { replicas, fsync, timeoutMs } = this.#durability
    return fsync ? ['WAITAOF', '1', String(replicas), String(timeoutMs)] : ['WAIT', String(replicas), String(timeoutMs)]
  }

  /** Why the changes may be lost, if they may. */
  async #problem(sync: Promise<unknown> | undefined, wait: Promise<unknown>): Promise<Error | undefined> {
    const { replicas, fsync, timeoutMs } = this.#durability
    const [synced, waited] = await Promise.allSettled([sync, wait])
    const failed = [waited, synced].find((each) => each.status === 'rejected')
    if (failed) return new Error('unknown whether replicas and disks have it', { cause: failed.reason })
    const reached: unknown = waited.status === 'fulfilled' ? waited.value : undefined
    const [disks, others] = (Array.isArray(reached) ? reached : [1, reached]).map(Number)
    if (Number(others) >= replicas && Number(disks) >= 1) return undefined
    const onDisk = fsync ? `; on the disk of the primary: ${disks === 1 ? 'yes' : 'no'}` : ''
    return new Error(`after ${timeoutMs} ms, ${others} of ${replicas} replicas have it${onDisk}`)
  }
}
