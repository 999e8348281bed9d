/** Sends as much as the network takes, until it is stopped. */
export interface Flooder {
  /** How many frames it has sent. */
  readonly sent: number
  stop(): void
}
