import type { AttachCommand, EventError, Logger } from '@chat-transport/core'
import type { SessionCopy } from '../session-copy/session-copy.ts'
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
  /** How often the leader has looked since it was last heard of. */
  silent: number
}

export interface MemberLine {
  readonly id: string
  readonly attach: AttachCommand
  /** What it has been answered; before that it waits. */
  isAttached: boolean
  /** The number of the newest command that has come on it. */
  heard: number
  /** How much news it has been told. */
  told: number
}

/** The connection that the leading tab itself has to a session, before and after it has attached. */
export interface OwnConnection {
  readonly id: string
  readonly copy: SessionCopy
  /** That of its chat. */
  readonly logger: Logger
  /** It can be asked for the application's own log-in. */
  readonly signsIn: boolean
}

/** Says something to the tab of a member. */
export type Tell = (member: Pick<Member, 'tab'>, message: FromLeader) => void
