import type { TranscriptEvent } from '@chat-transport/core'
import { freezeDeeply } from '../json/freeze-deeply.ts'
import type { StoredEvent } from './session-store.ts'

/** A transcript event that the store has: its text, which lines carry as it is, and the event, for those who read it. */
export class CommittedEvent {
  readonly index: number
  /** The event as JSON text. */
  readonly json: string
  #event: TranscriptEvent | undefined

  constructor({ index, json }: StoredEvent) {
    this.index = index
    this.json = `{"index":${index},${json.slice(1)}`
  }

  /** Made when it is first asked for. Handlers share it, so nobody may change it. */
  get event(): TranscriptEvent {
    this.#event ??= freezeDeeply(JSON.parse(this.json) as TranscriptEvent)
    return this.#event
  }
}
