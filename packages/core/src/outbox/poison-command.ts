/** The oldest unsettled command, if several lines in a row were lost after it was sent, with no answer. */
export interface Suspect {
  readonly commandId: string
  readonly losses: number
}

/**
 * A command that the far end cannot bear (it crashes on it, or a proxy cuts the line) would loop for ever and hold up all
 * that follow. After three lines lost in a row it is sent by itself, to be sure that it is the one; after five it fails.
 */
export const lossesUntilAlone = 3
export const lossesUntilFatal = 5

/** `unanswered`: the first unsettled command, if it was sent on the line that is lost now and nothing answered it. */
export function suspectAfterLoss(suspect: Suspect | undefined, unanswered: string | undefined): Suspect | undefined {
  if (unanswered === undefined) return undefined
  return { commandId: unanswered, losses: suspect?.commandId === unanswered ? suspect.losses + 1 : 1 }
}
