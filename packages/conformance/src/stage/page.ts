import type {
  AttachCommand,
  ChatCommand,
  ChatTransport,
  CloseReason,
  Connectivity,
  ConnectivityChange,
  EventAttached,
  RestoreSession,
  PlannedRetry,
} from '@chat-transport/core'
import type { CaseContext } from '../case/conformance-case.ts'
import { randomName } from '../far-side/random-name.ts'
import type { FarSession } from '../far-side/far-side.ts'
import { commandIdOf, indexOf, typeOf } from '../case/event-fields.ts'
import { ConformanceFailure, mustEqual } from '../case/outcome.ts'
import type { StagedTransport, TransportChanges } from '../case/staged-transport.ts'
import { recordTold, type Told } from './told.ts'

/** A page with one connection. It counts its position as a session does, and records everything it is told, in order. */
export interface Page {
  readonly attach: AttachCommand
  readonly staged: StagedTransport
  readonly told: readonly Told[]
  readonly events: readonly unknown[]
  readonly changes: readonly ConnectivityChange[]
  readonly retries: readonly PlannedRetry[]
  readonly status: Connectivity
  readonly position: number
  /** The indexes of the transcript events handed on, in order. */
  readonly indexes: readonly number[]
  /** What the attach answer said; fails the case when there was none. */
  readonly attached: EventAttached
  /** The attaches that the far side has received from this page. */
  attaches(): Promise<readonly AttachCommand[]>
  /** Waits until a status has been reported so often, whatever followed. */
  reaches(status: Connectivity, times?: number): Promise<void>
  /** Waits until the page has been told of the transcript event with this index. */
  has(index: number): Promise<void>
  /** Gives one command to the transport. Resolves with whether it was written, which says nothing about its acceptance. */
  send(command: ChatCommand): Promise<'written' | 'not written'>
  /** The events handed on so far that answer this command: its own, or an `EventError`. */
  answersTo(command: ChatCommand): readonly unknown[]
  close(reason?: CloseReason): void
}

export interface PageOptions {
  readonly attach: AttachCommand
  /** A transport that is there already; else one is made with `options`. */
  readonly staged?: StagedTransport
  readonly options?: TransportChanges
  /** Called inside the transport's call of the listener. */
  readonly react?: (told: Told, page: Page) => void
}

/** Connects a new page. It is closed when the case ends. */
export async function openPage(context: CaseContext, options: PageOptions): Promise<Page> {
  const staged = options.staged ?? (await context.createTransport(options.options))
  return connectPage(context, staged.transport, { ...options, staged })
}

function connectPage(
  context: CaseContext,
  transport: ChatTransport,
  { attach, staged, react }: PageOptions & { readonly staged: StagedTransport },
): Page {
  const { trace } = context
  const name = context.nameFor('page')
  const record = recordTold({ context, name, attach, react: (entry) => react?.(entry, page) })
  const page: Page = {
    attach,
    staged,
    told: record.told,
    get events() {
      return record.events
    },
    get changes() {
      return record.changes
    },
    get retries() {
      return record.retries
    },
    get status() {
      return record.changes.at(-1)?.current ?? 'connecting'
    },
    get position() {
      return record.listener.position
    },
    get indexes() {
      return record.events.map(indexOf).filter((index) => index !== undefined)
    },
    get attached() {
      const answer = record.events.find((event) => typeOf(event) === 'EventAttached')
      if (!answer) throw new ConformanceFailure('no EventAttached was handed on')
      return answer as EventAttached
    },
    attaches: async () => (await context.far.attaches()).filter((command) => command.pageId === attach.pageId),
    async reaches(status, times = 1) {
      const reports = () => page.changes.filter(({ current }) => current === status).length
      await context.until(
        `${name} is told "${status}" (${times} time${times > 1 ? 's' : ''})`,
        () => reports() >= times,
      )
    },
    has: (index) =>
      context.until(`${name} is handed event ${index}`, () => page.indexes.includes(index)).then(() => undefined),
    async send(command) {
      trace.note(name, 'sends', command)
      try {
        await connection.send(structuredClone(command))
        return 'written'
      } catch (cause) {
        trace.note(name, 'was told that a command is not written:', cause)
        return 'not written'
      }
    },
    answersTo: ({ id }) => page.events.filter((event) => commandIdOf(event) === id),
    close(reason) {
      trace.note(name, `closes${reason ? ` as ${reason}` : ''}`)
      connection.close(reason)
    },
  }
  trace.note(name, 'connects with', attach)
  // A copy, as of a command: what the transport changes in place is then no longer what the case gave it.
  const connection = transport.connect(structuredClone(attach), record.listener)
  context.onEnd(() => connection.close())
  return page
}

/** `toldBefore` is how much the page had been told when it was closed. */
export function mustHaveToldNothingSince(page: Page, toldBefore: number): void {
  mustEqual(page.told.slice(toldBefore).map(inWords), [], 'what was told after close()')
}

/** `send` must throw or reject, because the page is not connected. */
export async function mustNotBeWritten(context: CaseContext, page: Page, command: ChatCommand): Promise<void> {
  const outcome = await context.outcome(`a command while "${page.status}"`, page.send(command))
  mustEqual(outcome, { type: 'resolved', value: 'not written' }, 'what became of the command')
}

const inWords = (entry: Told): unknown => {
  if (entry.type === 'event') return entry.event
  return entry.type === 'connectivity' ? entry.change.current : 'an attempt is planned'
}

/** A restore by a new page: it takes the session, and begins at the start of the transcript. */
export const restoreOf = ({ sessionId, secret }: FarSession, fields: Partial<RestoreSession> = {}): RestoreSession => ({
  type: 'RestoreSession',
  id: randomName(),
  sessionId,
  secret,
  pageId: randomName(),
  take: true,
  after: 0,
  ...fields,
})

/** A page connected to a new session. */
export async function connectedPage(
  context: CaseContext,
  options: Partial<PageOptions> = {},
): Promise<{ page: Page; session: FarSession }> {
  const session = await context.far.newSession()
  const page = await openPage(context, { attach: restoreOf(session), ...options })
  await page.reaches('connected')
  return { page, session }
}
