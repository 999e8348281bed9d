import type { AttachCommand, EventError } from '@chat-transport/core'
import type { FromLeader } from '../tab/messages.ts'

/** A chat in one of the tabs, as the leader knows it. Lines come and go; the member stays until its connection is closed. */
export interface Member {
  readonly tab: string
  readonly connection: string
  /** Its line, from the attach to the loss of it. */
  line: MemberLine | undefined
  /** It has been attached before: an attach of it that is refused does not end it. */
  wasAttached: boolean
  /** What the server has refused a new line with, as long as this tab does not know. */
  refusal?: EventError | undefined
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

/** Says something to the tab of a member. */
export type Tell = (member: Member, message: FromLeader) => void
