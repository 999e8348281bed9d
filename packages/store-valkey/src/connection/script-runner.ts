import type { Clock } from '@chat-transport/core'
import { ClientClosedError, ClientOfflineError } from '@redis/client'
import { isNoScript, isRefusal, type Connection, type Node } from './connection.ts'
import { DurableCalls, type Durability } from './durable-calls.ts'
import { within } from '@chat-transport/backend'

export interface RunnableScript {
  readonly text: string
  readonly sha: string
  readonly isReadOnly: boolean
}

export interface ScriptCall {
  readonly keys: readonly string[]
  readonly args: readonly (string | number)[]
  readonly syncKey?: string
}

/** Time and durability of all calls. */
export interface RunnerSetting {
  readonly timeoutMs: number
  /** Without it, a call is answered as soon as the primary has carried it out in its memory. */
  readonly durability: Durability | undefined
  readonly clock: Clock
}

const shortestPauseMs = 10
const longestPauseMs = 200

/** Nobody has carried the call out, and somebody may do so later. */
class NotCarriedOut extends Error {
  /** The node that refused it; none if it was not sent. */
  readonly node: Node | undefined

  constructor(cause: unknown, node?: Node) {
    super('not carried out', { cause })
    this.node = node
  }
}

/** The time of a call is over. */
class TooLate extends Error {}

/** Where a call has been sent, and when. */
interface Sent {
  node?: Node
  at?: number
}

/** Runs scripts on the servers that have their keys, in a time that is bounded. */
export class ScriptRunner {
  readonly #connection: Connection
  readonly #setting: RunnerSetting
  readonly #durable = new WeakMap<Node, DurableCalls>()
  /** When each was heard of last. */
  readonly #heard = new WeakMap<Node, number>()

  constructor(connection: Connection, setting: RunnerSetting) {
    this.#connection = connection
    this.#setting = setting
  }

  /** What nobody has carried out is tried again, until the time is over. What may have happened is not: it could happen twice. */
  async run(script: RunnableScript, call: ScriptCall): Promise<unknown> {
    const { clock, timeoutMs } = this.#setting
    const until = clock.monotonic() + timeoutMs
    let next: Node | undefined
    const sent: Sent = {}
    for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      try {
        return await this.#within(until, this.#once(script, call, { next, sent }))
      } catch (cause) {
        if (cause instanceof TooLate) this.#giveUpIfSilent(sent)
        if (!(cause instanceof NotCarriedOut)) throw cause
        next = await this.#within(until, this.#learn(cause, call))
        if (clock.monotonic() + pauseMs > until) throw this.#tooLate(cause.cause)
        if (!next) await new Promise<void>((resolve) => void clock.after(pauseMs, resolve))
      }
    }
  }

  /** Resolves when all that the server has done so far has reached replicas and disks, as changes of this store must. */
  async confirm(node: Node, syncKey: string): Promise<void> {
    const { clock, durability, timeoutMs } = this.#setting
    if (!durability) return
    const until = clock.monotonic() + timeoutMs
    try {
      await this.#within(until, this.#durableCalls(node, durability).sync(syncKey))
    } catch (cause) {
      if (isRefusal(cause)) await this.#connection.refused(node, cause, syncKey)
      throw cause
    }
  }

  async #once(
    script: RunnableScript,
    call: ScriptCall,
    { next, sent }: { readonly next: Node | undefined; readonly sent: Sent },
  ): Promise<unknown> {
    const node = next ?? (await this.#nodeFor(call))
    Object.assign(sent, { node, at: this.#setting.clock.monotonic() })
    try {
      return await this.#send(node, script, call)
    } catch (cause) {
      if (isRefusal(cause)) throw new NotCarriedOut(cause, node)
      throw cause instanceof ClientOfflineError || cause instanceof ClientClosedError ? new NotCarriedOut(cause) : cause
    } finally {
      this.#heard.set(node, this.#setting.clock.monotonic())
    }
  }

  /**
   * A server may be gone without a word. The system would go on for many minutes, and so would calls to it. A call that was sent
   * when its time was nearly over shows nothing.
   */
  #giveUpIfSilent({ node, at = 0 }: Sent): void {
    const { clock, timeoutMs } = this.#setting
    const hasWaited = clock.monotonic() - at >= timeoutMs / 2
    if (node && hasWaited && (this.#heard.get(node) ?? 0) < at) this.#connection.silent(node)
  }

  async #nodeFor({ keys }: ScriptCall): Promise<Node> {
    try {
      return await this.#connection.nodeFor(keys[0] ?? '')
    } catch (cause) {
      throw new NotCarriedOut(cause)
    }
  }

  /** By its digest, and with its text where the server does not know it. */
  async #send(node: Node, script: RunnableScript, { keys, args, syncKey }: ScriptCall): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...args.map(String)]
    const send = (command: readonly string[]) => {
      if (script.isReadOnly || !this.#setting.durability) return node.sendCommand(command)
      return this.#durableCalls(node, this.#setting.durability).call({ command, ...(syncKey && { syncKey }) })
    }
    try {
      return await send(['EVALSHA', script.sha, ...rest])
    } catch (cause) {
      if (!isNoScript(cause)) throw cause
      return send(['EVAL', script.text, ...rest])
    }
  }

  #durableCalls(node: Node, durability: Durability): DurableCalls {
    const known = this.#durable.get(node) ?? new DurableCalls(node, durability)
    this.#durable.set(node, known)
    return known
  }

  /** A refusal may tell of another node. That it cannot be reached is no new failure. */
  async #learn({ node, cause }: NotCarriedOut, { keys }: ScriptCall): Promise<Node | undefined> {
    if (!node || !(cause instanceof Error)) return undefined
    return this.#connection.refused(node, cause, keys[0] ?? '').catch(() => undefined)
  }

  #within<Result>(until: number, running: Promise<Result>): Promise<Result> {
    const { clock } = this.#setting
    return within(running, { clock, timeoutMs: until - clock.monotonic(), tooLate: () => this.#tooLate() })
  }

  #tooLate(cause?: unknown): TooLate {
    const why = cause instanceof Error && cause.message !== '' ? `: ${cause.message}` : ''
    return new TooLate(`Valkey has not carried this out within ${this.#setting.timeoutMs} ms${why}`, { cause })
  }
}
