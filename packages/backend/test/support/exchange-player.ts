import { expect, vi } from 'vitest'
import { fakeClock, settle } from '../../../../test/support/fake-clock.ts'
import type { ExchangeStep } from '../../../../test/support/protocol-vectors.ts'
import { createChatBackend } from '../../src/index.ts'
import type { Attachment, Authenticate, VisitorLine } from '../../src/index.ts'

/** The vectors say what happens when this much time has passed. */
const sessionTimeoutMs = 300_000

/** The log-in that the vectors speak of. */
const authenticate: Authenticate = (_request, { auth }) => {
  if (auth === undefined || auth === 'nobody') return auth === undefined
  return { user: { id: auth, name: auth } }
}

/** A line as a page sees it: what has come since anybody last looked. */
interface PageLine extends VisitorLine {
  attachment?: Attachment
  readonly unseen: object[]
}

function pageLine(): PageLine {
  const unseen: object[] = []
  return {
    unseen,
    deliver: (events) => void unseen.push(...events.map((text) => JSON.parse(text) as object)),
    drop: () => undefined,
  }
}

/** A back end of its own, and the lines of one exchange. `play` does one step and checks all that comes of it. */
export function startExchange() {
  const clock = fakeClock()
  const backend = createChatBackend({ clock, authenticate, sessionTimeoutMs, keepEndedMs: sessionTimeoutMs })
  const lines = new Map<string, PageLine>()
  let session = ''

  const filledIn = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value).replaceAll('"$session"', `"${session}"`))

  async function attach(command: unknown, line: PageLine): Promise<object> {
    const { answer, attachment } = await backend.attach(filledIn(command), line)
    if (attachment) {
      line.attachment = attachment
      session ||= attachment.sessionId
      attachment.start()
      attachment.confirm()
    }
    return answer
  }

  /** Every line has received what the step says, and nothing else. */
  async function expectToReceive(expected: ReadonlyMap<string, readonly object[]>) {
    const check = () => {
      for (const [name, { unseen }] of lines) {
        expect(unseen, `what line ${name} received`).toMatchObject(filledIn(expected.get(name) ?? []) as object[])
      }
    }
    await vi.waitFor(check, { interval: 1 })
    await settle()
    check()
    for (const { unseen } of lines.values()) unseen.length = 0
  }

  async function act({ send, lost, passes }: ExchangeStep, { attachment }: PageLine) {
    if (send !== undefined) await attachment?.receive(filledIn(send))
    if (lost) attachment?.detach()
    if (passes !== undefined) await clock.advance(passes)
  }

  return {
    async play(step: ExchangeStep) {
      const line = step.attach === undefined ? lines.get(step.line) : pageLine()
      if (!line) throw new Error(`the exchange uses line ${step.line} before anything attached on it`)
      lines.set(step.line, line)
      if (step.attach !== undefined)
        expect(await attach(step.attach, line)).toMatchObject(filledIn(step.answer) as object)
      await act(step, line)
      await expectToReceive(new Map([[step.line, step.receives ?? []], ...Object.entries(step.others ?? {})]))
    },
    close: () => backend.close(),
  }
}
