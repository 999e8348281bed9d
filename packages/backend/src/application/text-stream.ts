import { checkArgument, guards } from '@chat-transport/core'

/** Text that comes piece by piece, such as that of a language model. */
export class TextStream {
  readonly #iterator: AsyncIterator<unknown>
  #state: 'open' | 'over' = 'open'

  constructor(stream: AsyncIterable<unknown>) {
    this.#iterator = stream[Symbol.asyncIterator]()
  }

  static is(value: unknown): value is AsyncIterable<unknown> {
    return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
  }

  /** The next piece; `undefined` at the end. `'cut'`, in place of either, as soon as `signal` has aborted. */
  async next(signal: AbortSignal): Promise<{ readonly text: string } | 'cut' | undefined> {
    const next = await this.#nextUntil(signal)
    if (next === 'cut') return next
    if (next.done === true) {
      this.#state = 'over'
      return undefined
    }
    checkArgument('say text', next.value, guards.string)
    return { text: next.value as string }
  }

  /** No more of it is read. */
  close(): void {
    if (this.#state === 'over') return
    this.#state = 'over'
    const tell = async () => this.#iterator.return?.()
    // What was read of it has been said: how it takes this is its own business.
    tell().catch(() => undefined)
  }

  #nextUntil(signal: AbortSignal): Promise<IteratorResult<unknown> | 'cut'> {
    if (signal.aborted) return Promise.resolve('cut')
    return new Promise((resolve, reject) => {
      const cut = () => resolve('cut')
      const fail = (cause: unknown) => {
        this.#state = 'over'
        reject(cause)
      }
      const stopWaiting = () => signal.removeEventListener('abort', cut)
      signal.addEventListener('abort', cut)
      const next = async () => this.#iterator.next()
      void next().then(resolve, fail).finally(stopWaiting)
    })
  }
}
