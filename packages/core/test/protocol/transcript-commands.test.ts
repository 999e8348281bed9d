import { expect, it } from 'vitest'
import { type ChatCommand, isTranscriptCommand } from '../../src/index.ts'

const becomes: Record<ChatCommand['type'], boolean> = {
  SendMessage: true,
  SendNotice: true,
  UpdateUserData: true,
  EditMessage: true,
  DeleteMessage: true,
  React: true,
  LeaveSession: true,
  SendTyping: false,
  MarkRead: false,
  Identify: false,
  ReadTranscript: false,
}

it.each(Object.entries(becomes))('%s becomes an event of the transcript: %s', (type, expected) => {
  expect(isTranscriptCommand({ type, id: 'c1' } as ChatCommand)).toBe(expected)
})
