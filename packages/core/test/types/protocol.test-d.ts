// Checked by `npm run typecheck`; nothing in here is run.
import type {
  AttachCommand,
  CardContent,
  ChatCommand,
  ChatEvent,
  ContentOf,
  EventAttached,
  EventMessage,
  MessageContent,
  ServerLimits,
  Notice,
  Party,
  SendMessage,
  TextContent,
  TranscriptCommand,
  TranscriptEvent,
  UserData,
  VisitorContent,
} from '@chat-transport/core'
import { describe, expectTypeOf, test } from 'vitest'

describe('commands and events', () => {
  test('an event is told by its type', () => {
    expectTypeOf<ChatEvent['type']>().toEqualTypeOf<
      | 'EventAttached'
      | 'EventError'
      | 'EventMessage'
      | 'EventMessageDeleted'
      | 'EventMessageEdited'
      | 'EventMessagePart'
      | 'EventNotice'
      | 'EventParticipantJoined'
      | 'EventParticipantLeft'
      | 'EventParticipantUpdated'
      | 'EventReaction'
      | 'EventRead'
      | 'EventSessionEnded'
      | 'EventSessionTaken'
      | 'EventTranscript'
      | 'EventTyping'
      | 'EventUserDataUpdated'
    >()
    expectTypeOf<Extract<ChatEvent, { type: 'EventMessage' }>>().toEqualTypeOf<EventMessage>()
    expectTypeOf<Extract<ChatEvent, { type: 'EventTyping' }>['isTyping']>().toEqualTypeOf<boolean>()
    expectTypeOf<Extract<ChatEvent, { type: 'EventAttached' }>>().toEqualTypeOf<EventAttached>()
  })

  test('a switch over the transcript comes to an end', () => {
    function describeEvent(event: TranscriptEvent): string | number | Party | Notice | UserData {
      expectTypeOf(event.index).toEqualTypeOf<number>()
      switch (event.type) {
        case 'EventMessage':
          return event.content.type
        case 'EventMessageEdited':
        case 'EventMessageDeleted':
        case 'EventReaction':
          return event.target
        case 'EventNotice':
          return event.notice
        default:
          return describeOther(event)
      }
    }
    function describeOther(
      event: Exclude<TranscriptEvent, { type: `EventMessage${string}` | 'EventReaction' | 'EventNotice' }>,
    ) {
      switch (event.type) {
        case 'EventParticipantJoined':
        case 'EventParticipantLeft':
        case 'EventParticipantUpdated':
          return event.party
        case 'EventUserDataUpdated':
          return event.userData
        case 'EventSessionEnded':
          return event.reason
        default:
          expectTypeOf(event).toBeNever()
          return event
      }
    }
    expectTypeOf(describeEvent).parameter(0).not.toBeAny()
  })

  test('what a message holds is told by its type', () => {
    type Content = EventMessage['content']
    expectTypeOf<Content['type']>().toEqualTypeOf<'text' | 'url' | 'remark' | 'file' | 'choices' | 'card'>()
    expectTypeOf<Extract<Content, { type: 'text' }>>().toEqualTypeOf<TextContent>()
    expectTypeOf<ContentOf<'card'>>().toEqualTypeOf<CardContent>()
    expectTypeOf<{ readonly type: 'text'; readonly text: string }>().toExtend<TextContent>()
    expectTypeOf<TextContent['format']>().toEqualTypeOf<'plain' | 'markdown' | undefined>()
  })

  test('a visitor sends what an agent can send, but remarks', () => {
    expectTypeOf<VisitorContent>().toEqualTypeOf<Exclude<MessageContent, { type: 'remark' }>>()
    expectTypeOf<SendMessage['content']>().toEqualTypeOf<VisitorContent>()
  })

  test('the commands that are kept, and those of the moment', () => {
    expectTypeOf<TranscriptCommand['type']>().toEqualTypeOf<
      'SendMessage' | 'SendNotice' | 'UpdateUserData' | 'EditMessage' | 'DeleteMessage' | 'React' | 'LeaveSession'
    >()
    expectTypeOf<ChatCommand['type']>().toEqualTypeOf<
      TranscriptCommand['type'] | 'SendTyping' | 'MarkRead' | 'Identify' | 'ReadTranscript'
    >()
  })

  test('an attach starts a session, or comes back to one', () => {
    type Common = { readonly id: string; readonly secret: string; readonly pageId: string; readonly take: boolean }
    expectTypeOf<AttachCommand['type']>().toEqualTypeOf<'StartSession' | 'RestoreSession'>()
    expectTypeOf<AttachCommand>().toExtend<Common>()
    type Restore = Extract<AttachCommand, { type: 'RestoreSession' }>
    expectTypeOf<Pick<Restore, 'sessionId' | 'after'>>().toEqualTypeOf<{
      readonly sessionId: string
      readonly after: number
    }>()
    expectTypeOf<ServerLimits>().toEqualTypeOf<{
      readonly maxMessageBytes: number
      readonly commandsPerSecond: number
    }>()
  })
})
