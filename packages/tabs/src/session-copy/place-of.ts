/** What tabs need to know of an event to hand it on. */
export interface EventPlace {
  readonly type: string | undefined
  /** Its place in the transcript, if it has one. */
  readonly index: number | undefined
  readonly commandId: string | undefined
}

/** Types without a place in the transcript, whatever else they carry. */
const passing = /^Event(Attached|Transcript|MessagePart|Typing|Read|Error|SessionTaken)$/

/** Reads what may be no valid event. */
export function placeOf(event: unknown): EventPlace {
  const { type, index, commandId } = (event ?? {}) as { type?: unknown; index?: unknown; commandId?: unknown }
  const name = typeof type === 'string' ? type : undefined
  const hasPlace = Number.isSafeInteger(index) && (index as number) > 0 && !(name && passing.test(name))
  return {
    type: name,
    index: hasPlace ? (index as number) : undefined,
    commandId: typeof commandId === 'string' ? commandId : undefined,
  }
}
