import type { Clock, SendTyping } from '@chat-transport/core'
import type { Member } from './member.ts'

/** A tab says anew that the visitor types after this time, and the server tells agents no sooner. */
const renewedMs = 3000
/** After this time the server takes a tab for not typing (P33). */
const lapseMs = 10_000

/** Typing is the visitor's, and not a tab's: in five tabs it is typing, once, and it ends with the last of them (S7). */
export function createTypingDesk({ monotonic }: Pick<Clock, 'monotonic'>) {
  /** Until when each tab is taken to be typing. */
  const until = new Map<Member, number>()
  let told: { readonly at: number; readonly text: string; readonly member: Member } | undefined

  const start = (member: Member, text: string): boolean => {
    const at = monotonic()
    until.set(member, at + lapseMs)
    const isTold = told && told.member !== member && told.text === text && at - told.at < renewedMs
    if (!isTold) told = { at, text, member }
    return isTold === true
  }
  const stop = (member: Member): boolean => {
    until.delete(member)
    if ([...until.values()].some((end) => end > monotonic())) return true
    told = undefined
    return false
  }
  return {
    /** Whether the server need not be told, since it knows from another tab. */
    isKnown: ({ isTyping, text = '' }: SendTyping, member: Member) => (isTyping ? start(member, text) : stop(member)),
    /** The server takes the visitor for not typing: after a message. */
    said(member: Member) {
      until.delete(member)
      told = undefined
    },
    left: (member: Member) => void until.delete(member),
    /** A new line begins without anybody typing. */
    lost() {
      until.clear()
      told = undefined
    },
  }
}
