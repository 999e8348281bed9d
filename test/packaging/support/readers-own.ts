/** What the listings take from their reader's own code, by file. */
export const readersOwn: ReadonlyMap<string, string> = new Map([
  [
    'readers-own.d.ts',
    `
import type { SessionStore } from '@chat-transport/backend'
import type { BackEndControl, FarSide, FrontAttachHandler, WireControl } from '@chat-transport/conformance'
import type { Chat, ChatSession, Choice, EventMessage, MessageContent, OpenLink, TranscriptEntry } from '@chat-transport/core'
import type { MemoryTransport } from '@chat-transport/memory'
import type { SessionLog } from '@chat-transport/recorder'
import type { ReactNode } from 'react'

declare module '@chat-transport/core' {
  interface MessageContents {
    order: { readonly number: string; readonly total: number }
  }
}
declare global {
  const session: ChatSession
  const question: EventMessage
  const choice: Choice
  const helpButton: HTMLButtonElement
  const reportButton: HTMLButtonElement
  const visitor: string
  function sendReport(report: { readonly report?: string; readonly log: SessionLog }): void
  function isRecorded(visitor: string): boolean
  function mountWidget(place: Element, chat: Chat): ChatSession
  function show(name: string, content: MessageContent | string): void
  function banner(text: string | null): void
  function token(): string | undefined
  function renewToken(signal: AbortSignal): Promise<string>
  function Line(props: { entry: TranscriptEntry }): ReactNode
  const myLink: OpenLink
  function myStore(database: string): SessionStore
  function emptyDatabase(): string
  function bell(state: 'on' | 'off'): void
  function ring(): void
  function draw(widget: { readonly open: boolean; readonly draft: string }): void
  function openMyStore(path: string): Promise<SessionStore & { close(): Promise<void> }>
  const myFarSide: FarSide
  const backEnd: BackEndControl
  const wire: WireControl
  const transport: MemoryTransport
  function createMyFront(attachHandler: FrontAttachHandler): object
  function isCustomer(headers: unknown): Promise<boolean>
  const cause: unknown
  function isDiskFull(cause: unknown): boolean
  function hasCardNumber(text: string): boolean
  function isHuman(captcha: unknown, address: string | undefined): Promise<boolean>
  function newChallenge(): Promise<string>
  function accountOf(cookie: unknown): Promise<{ id: string; name: string } | undefined>
  function currentAccount(): { token: string; expiresAt: number; refresh(signal: AbortSignal): Promise<string> } | undefined
  function openCaseOf(userId: string): Promise<string | undefined>
  function logOut(): Promise<void>
  function verifyJwt(token: string): Promise<{ sub: string; name: string; exp: number }>
  function sendAgainLater(text: string): void
  function keepOnce(id: string, text: string): Promise<number | undefined>
  function eventsAfter(offset: number): Promise<{ name: string; text: string; offset: number }[]>
}
`,
  ],
  [
    'globals.d.ts',
    `
// Not installed here: what is written for them is read, and their own types are not asked.
declare module 'amazon-connect-chatjs'
declare const connect: any
declare module 'ai'
declare module '@ai-sdk/openai'
declare module '@vitejs/plugin-vue'
declare module 'https://your.cdn.example/files.js'

declare const agent: import('@chat-transport/backend').Agent
declare const input: HTMLInputElement

declare const ChatTransport: typeof import('@chat-transport/browser') & {
  ready(run: (widget: import('@chat-transport/widget').ChatWidget) => unknown): void
}
declare const ChatTransportTabs: typeof import('@chat-transport/tabs')
declare const ChatTransportRecorder: typeof import('@chat-transport/recorder')

declare const test: typeof import('vitest').test
declare const expect: typeof import('vitest').expect
declare const vi: typeof import('vitest').vi
`,
  ],
  [
    'packages-conformance-docs-test-your-server-md/web-socket-link.js',
    'export const webSocketLink = (url) => async (attach, line) => () => undefined',
  ],
  [
    'examples-custom-transport-README-md/src/sse-link.ts',
    "export { sseLink } from '../../../../examples/custom-transport/src/sse-link.ts'",
  ],
  [
    'examples-custom-transport-README-md/server/sse-front.ts',
    "export { createSseFront } from '../../../../examples/custom-transport/server/sse-front.ts'",
  ],
  ['docs-test-your-widget-md/widget.js', 'export const mountWidget = async (element, chat) => chat.openSession()'],
])
