import { type Chat, createChat, memoryStorage, type SessionStorage } from '@chat-transport/core'
import { memoryTransport, type MemoryTransport, type MemoryTransportOptions } from '@chat-transport/memory'
import { onTestFinished } from 'vitest'
import { fakeClock, type FakeClock } from '../../../../test/support/fake-clock.ts'
import { createWidgetModel, type WidgetModel } from '../../src/model/widget-model.ts'
import type { WidgetModelOptions } from '../../src/model/widget-model-options.ts'

export interface OpenWidgetOptions extends Omit<WidgetModelOptions, 'chat' | 'clock'> {
  readonly transport?: MemoryTransportOptions
  /** Those of `createChat`, besides. */
  readonly maxMessages?: number
}

/** A widget on a page, with the far side in the test's hand. */
export interface WidgetPage {
  readonly model: WidgetModel
  /** As the page has it. */
  readonly chat: Chat
  readonly far: MemoryTransport['far']
  readonly transport: MemoryTransport
  readonly clock: FakeClock
  /** Lets time pass. */
  readonly pass: (ms: number) => Promise<void>
  /** The same visitor in another page: after a reload, or in another tab. */
  readonly openAnother: () => WidgetPage
  readonly reload: () => Promise<WidgetPage>
}

export function openWidget({
  transport: transportOptions,
  maxMessages,
  ...options
}: OpenWidgetOptions = {}): WidgetPage {
  const clock = fakeClock()
  const transport = memoryTransport({ clock, ...transportOptions })
  onTestFinished(() => transport.backend.close())
  const openPage = (storage: SessionStorage): WidgetPage => {
    const outbox = maxMessages === undefined ? {} : { outbox: { maxMessages } }
    const chat = createChat({ transport, storage, clock, ...outbox })
    const model = createWidgetModel({ chat, clock, ...options })
    onTestFinished(() => model.destroy())
    return {
      model,
      chat,
      far: transport.far,
      transport,
      clock,
      pass: clock.advance,
      openAnother: () => openPage(storage),
      async reload() {
        model.destroy()
        await clock.advance(10)
        return openPage(storage)
      },
    }
  }
  return openPage(memoryStorage())
}

/** What the transcript says, line by line, with the delivery of what is not `sent`. */
export function linesOf({ snapshot }: WidgetModel): string[] {
  return snapshot.entries.flatMap(({ event, command, part, delivery }) => {
    const mark = delivery && delivery !== 'sent' ? ` (${delivery})` : ''
    if (event?.type === 'EventMessage') return [`${event.party.name}: ${textIn(event.content)}${mark}`]
    if (part) return [`${part.party.name}: ${part.text}…`]
    return command?.type === 'SendMessage' ? [`${textIn(command.content)}${mark}`] : []
  })
}

const textIn = (content: object) => String((content as { text?: string }).text)

/** A visitor who has said hello, in an open window, and got an answer. */
export async function openTalkingWidget(options: OpenWidgetOptions = {}): Promise<WidgetPage> {
  const page = openWidget({ request: { nickname: 'Ada' }, ...options })
  page.model.open()
  page.model.setDraft('Hello')
  page.model.send()
  await page.pass(10)
  await page.far.say('Hi Ada')
  await page.pass(10)
  return page
}
