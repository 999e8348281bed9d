import type { AttachCommand } from '@chat-transport/core'

/** A chat in one of the tabs, as the leader knows it. Lines come and go; the member stays until its connection is closed. */
export interface Member {
  readonly tab: string
  readonly connection: string
  /** Its line, from the attach to the loss of it. */
  line: MemberLine | undefined
  /** It has been attached before: an attach of it that is refused does not end it. */
  wasAttached: boolean
  signsIn: boolean
  isTyping: boolean
  /** When it was last heard of, by the leader's clock. */
  heardAt: number
}

export interface MemberLine {
  readonly id: string
  readonly attach: AttachCommand
  /** What it has been answered; before that it waits. */
  isAttached: boolean
}
