import { useSyncExternalStore } from 'react'
import type { ChatSession, Party, TranscriptEntry, TypingParty } from '@chat-transport/core'
import { useChatStore } from './chat-context.ts'

/**
 * What `select` takes from the session, such as `(session) => session.unread`; `undefined` without a session, and so on a server and in the
 * first render. Renders again only when that is another value by `Object.is`: take what the session has, and make nothing new of it.
 */
export function useSession<Value>(select: (session: ChatSession) => Value): Value | undefined {
  const { subscribe, session } = useChatStore()
  const selected = () => {
    const current = session()
    return current && select(current)
  }
  return useSyncExternalStore(subscribe, selected, nothing)
}

/** Every entry of the transcript, in order. The same array until something of it changes; empty without a session. */
export const useTranscript = (): readonly TranscriptEntry[] => useSession(transcriptOf) ?? noEntries

/** Who is in the chat, the visitor included. The same array until that changes. */
export const useParticipants = (): readonly Party[] => useSession(participantsOf) ?? nobody

/** Who else is typing now, and what, as far as the server shows it. The same array until that changes. */
export const useTyping = (): readonly TypingParty[] => useSession(typingOf) ?? nobody

const nothing = () => undefined
const transcriptOf = ({ transcript }: ChatSession) => transcript
const participantsOf = ({ participants }: ChatSession) => participants
const typingOf = ({ typing }: ChatSession) => typing
const noEntries: readonly TranscriptEntry[] = []
const nobody: readonly Party[] = []
