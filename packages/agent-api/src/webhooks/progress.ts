/**
 * What has become of a session, as far as its webhooks are concerned.
 *
 *   listed ──others are asked──▶ asked ──place found──┐
 *   begun ─────────────────────place found or saved───┴─▶ telling ──end told──▶ told
 *                                                            └──session forgotten──▶ forgotten
 *   any ──another server tells of it──▶ left
 */
export type Stage =
  /** Its place was kept, and another server may be telling of it. */
  | 'listed'
  /** Goes on where the place is by now. If none is kept any more, all has been told. */
  | 'asked'
  /** The visitor is here. What happens before a place is kept would not be told after a restart. */
  | 'begun'
  | 'telling'
  /** The session has ended, and the endpoint knows. */
  | 'told'
  /** What was not told by then is given up; that the session is over is still to be told. */
  | 'forgotten'
  /** Not told of here any more. */
  | 'left'

/** How far an endpoint has been told of a session. */
export interface Progress {
  stage: Stage
  /** The index of the last event that needs no delivery any more. */
  after: number
  /** In a row, of whatever kind. */
  failures: number
  /** Since when the webhook that is due has been refused. */
  refusedSince: number | undefined
  stopWaiting: (() => void) | undefined
}

export const progressAt = (stage: Stage, after: number): Progress => ({
  stage,
  after,
  failures: 0,
  refusedSince: undefined,
  stopWaiting: undefined,
})

/** To be asked after each wait. */
export const hasLeft = ({ stage }: Progress): boolean => stage === 'left'
