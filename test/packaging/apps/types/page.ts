// For the browser, as a page or a test of one imports it; as an ES module and as CommonJS: see the tests.
import { cometdTransport } from '@chat-transport/cometd'
import { runConformance } from '@chat-transport/conformance'
import { type Chat, type ChatSession, createChat } from '@chat-transport/core'
import { createFaults } from '@chat-transport/faults'
import { memoryTransport } from '@chat-transport/memory'
import { ChatProvider, useTranscript } from '@chat-transport/react'
import { recordSession, replaySession, type SessionLog } from '@chat-transport/recorder'
import { sharedByTabs } from '@chat-transport/tabs'

export function openWidget(url?: string): ChatSession {
  const transport = url === undefined ? memoryTransport() : sharedByTabs(cometdTransport({ url }))
  const chat: Chat = createChat({ transport, files: () => import('@chat-transport/files') })
  const session = chat.openSession({ nickname: 'Ada' })
  session.onMessageReceived(({ party, content }) => {
    if (content.type === 'text') console.log(party.name, content.text)
  })
  return session
}

export const again = (log: SessionLog): Chat => createChat({ transport: recordSession(replaySession(log)) })

export const others = { ChatProvider, createFaults, runConformance, useTranscript }
