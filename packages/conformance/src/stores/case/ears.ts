import type { SessionListener, SessionStore, ToldClaim, ToldEvent } from '@chat-transport/backend'
import { ConformanceFailure, inspect, mustEqual, NotOffered, sameJson } from '../../case/outcome.ts'
import type { Trace } from '../../case/trace.ts'
import { sooner, within } from '../../run/within.ts'

/** What a listener is told, in the words of a case. */
export type Heard =
  | { readonly appended: ToldEvent }
  | { readonly claimed: ToldClaim }
  | { readonly removed: true }
  | { readonly told: string }
  | { readonly missed: true }

export interface EarsSetting {
  readonly trace: Trace
  /** How long it may take until something is told. */
  readonly deadlineMs: number
}

/** Somebody who listens to a session, and remembers what was told. */
export class Ears {
  readonly #setting: EarsSetting
  readonly #heard: Heard[] = []
  #stop: () => void = () => undefined

  constructor(setting: EarsSetting) {
    this.#setting = setting
  }

  /** Resolves when nothing is missed from then on. Ends the case as not offered if the store tells nobody. */
  async listen({ bus }: SessionStore, sessionId: string): Promise<void> {
    if (!bus) throw new NotOffered('the store has no `bus`: it is for one back end at a time')
    const { deadlineMs, trace } = this.#setting
    trace.note('store', `bus.listen(${inspect(sessionId)})`)
    const subscription = bus.listen(sessionId, this.#listener)
    this.#stop = () => subscription.stop()
    await within(
      deadlineMs,
      () => subscription.ready,
      (ms) => new ConformanceFailure(`\`ready\` of listen() was not resolved within ${ms} ms`),
    )
  }

  stop(): void {
    this.#stop()
  }

  /** Exactly this is told, in this order. It may come twice. */
  async mustHear(expected: readonly Heard[], what: string): Promise<void> {
    const isThere = () => expected.every((each) => this.#heard.some((heard) => sameJson(heard, each)))
    await sooner(this.#setting.deadlineMs, isThere)
    mustEqual(eachOnce(this.#heard), expected, what)
  }

  /** This is told, whatever else is. */
  async mustHearOf(expected: Heard, what: string): Promise<void> {
    const isThere = () => this.#heard.some((heard) => sameJson(heard, expected))
    if (await sooner(this.#setting.deadlineMs, isThere)) return
    throw new ConformanceFailure(`${what} was not told`, {
      expected: inspect(expected),
      seen: inspect(this.#heard.at(-1)),
    })
  }

  get #listener(): SessionListener {
    const hear = (heard: Heard) => {
      this.#setting.trace.note('store', `bus tells ${inspect(heard)}`)
      this.#heard.push(heard)
    }
    return {
      appended: (appended) => hear({ appended }),
      claimed: (claimed) => hear({ claimed }),
      removed: () => hear({ removed: true }),
      told: (told) => hear({ told }),
      missed: () => hear({ missed: true }),
    }
  }
}

const eachOnce = (heard: readonly Heard[]): readonly Heard[] =>
  heard.filter((each, place) => heard.findIndex((first) => sameJson(first, each)) === place)
