/** Whoever listens to a channel, for what was heard there. */
export interface ChannelListener {
  /** Of the channel. */
  readonly name: string
  deliver(text: string): void
}
