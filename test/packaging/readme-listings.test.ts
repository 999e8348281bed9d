import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, onTestFinished, test } from 'vitest'
import { listingsOf } from './support/documented-code.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** In `bundlers.test.ts` and `react.test.ts`, where React is installed. */
const checkedElsewhere = ['core', 'cometd', 'react']
const documents = [
  ...readdirSync(join(root, 'packages'))
    .filter((name) => !checkedElsewhere.includes(name))
    .map((name) => `packages/${name}/README.md`),
  'packages/conformance/docs/test-your-store.md',
  'docs/diagnostics.md',
  'docs/sign-in.md',
  'docs/embed.md',
  'docs/texts.md',
]

/** What the listings take from their reader's code. */
const readersOwn = `
import type { SessionStore } from '@chat-transport/backend'
import type { BackEndControl, FarSide, FrontAttachHandler, WireControl } from '@chat-transport/conformance'
import type { Chat, ChatSession, OpenLink } from '@chat-transport/core'
import type { MemoryTransport } from '@chat-transport/memory'
import type { RecordedTransport, SessionLog } from '@chat-transport/recorder'

declare module '@chat-transport/core' {
  interface MessageContents {
    order: { readonly number: string; readonly total: number }
  }
}
declare global {
  const myLink: OpenLink
  function myStore(database: string): SessionStore
  function emptyDatabase(): string
  function bell(state: 'on' | 'off'): void
  function draw(widget: { readonly open: boolean; readonly draft: string }): void
  function openMyStore(path: string): Promise<SessionStore & { close(): Promise<void> }>
  const myFarSide: FarSide
  const backEnd: BackEndControl
  const wire: WireControl
  const transport: MemoryTransport
  function createMyFront(attachHandler: FrontAttachHandler): object
  function isCustomer(headers: unknown): Promise<boolean>
  const cause: unknown
  const helpButton: HTMLButtonElement
  const reportButton: HTMLButtonElement
  const visitor: string
  function sendReport(report: { readonly report?: string; readonly log: SessionLog }): void
  function isRecorded(visitor: string): boolean
  function mountWidget(place: Element, chat: Chat): ChatSession
  function isDiskFull(cause: unknown): boolean
  function hasCardNumber(text: string): boolean
  function isHuman(captcha: unknown, address: string | undefined): Promise<boolean>
  function newChallenge(): Promise<string>
  function accountOf(cookie: unknown): Promise<{ id: string; name: string } | undefined>
  function currentAccount(): { token: string; expiresAt: number; refresh(signal: AbortSignal): Promise<string> } | undefined
  function openCaseOf(userId: string): Promise<string | undefined>
  function logOut(): Promise<void>
  function verifyJwt(token: string): Promise<{ sub: string; name: string; exp: number }>
}
`

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  jsx: ts.JsxEmit.ReactJSX,
  noEmit: true,
}

test('the listings of the packages’ READMEs and guides compile as they stand, under `strict`', () => {
  mkdirSync(join(root, 'test-results'), { recursive: true })
  const folder = mkdtempSync(join(root, 'test-results/listings-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const files = documents.flatMap((document) =>
    listingsOf(document).map(({ name, language, code }, place) =>
      write(join(document.replace(/\W/g, '-'), name ?? `${place + 1}.${language}`), `${code}\nexport {}\n`),
    ),
  )
  const program = ts.createProgram([...files, write('readers-own.d.ts', readersOwn)], options)
  const problems = ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1
    return `${file?.fileName.slice(folder.length + 1)}:${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  })
  expect(problems).toEqual([])
  expect(files.length).toBeGreaterThanOrEqual(documents.length)
})
