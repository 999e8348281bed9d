// Checked by `npm run typecheck`; nothing in here is run.
import type {
  AttachCommand,
  ChatCommand,
  ChatEvent,
  EventAttached,
  EventMessage,
  ServerLimits,
  Notice,
  Party,
  TranscriptCommand,
  TranscriptEvent,
  UserData,
} from '@chat-transport/core'
import { describe, expectTypeOf, test } from 'vitest'

describe('commands and events', () => {
  test('an event is told by its type', () => {
    expectTypeOf<ChatEvent['type']>().toEqualTypeOf<
      | 'EventAttached'
      | 'EventError'
      | 'EventMessage'
      | 'EventMessagePart'
      | 'EventNotice'
      | 'EventParticipantJoined'
      | 'EventParticipantLeft'
      | 'EventParticipantUpdated'
      | 'EventRead'
      | 'EventSessionEnded'
      | 'EventSessionTaken'
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
        case 'EventNotice':
          return event.notice
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
    expectTypeOf<Content['type']>().toEqualTypeOf<'text' | 'url' | 'remark' | 'file'>()
    expectTypeOf<Extract<Content, { type: 'text' }>>().toEqualTypeOf<{ readonly type: 'text'; readonly text: string }>()
    expectTypeOf<Extract<Content, { type: 'url' }>>().toEqualTypeOf<{
      readonly type: 'url'
      readonly url: string
      readonly text?: string
    }>()
  })

  test('the commands that are kept, and those of the moment', () => {
    expectTypeOf<TranscriptCommand['type']>().toEqualTypeOf<
      'SendMessage' | 'SendNotice' | 'UpdateUserData' | 'LeaveSession'
    >()
    expectTypeOf<ChatCommand['type']>().toEqualTypeOf<TranscriptCommand['type'] | 'SendTyping' | 'MarkRead'>()
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
