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
  TransportListener,
} from '@chat-transport/core'
import type { CaseContext } from '../case/conformance-case.ts'
import { randomName } from '../far-side/random-name.ts'
import type { FarSession } from '../far-side/far-side.ts'
import { ConformanceFailure, mustEqual } from '../case/outcome.ts'
import type { StagedTransport, TransportChanges } from '../case/staged-transport.ts'

/** One thing that a transport told its listener. `atMs` is on the clock's monotonic scale. */
export type Told = { readonly atMs: number } & (
  | { readonly type: 'event'; readonly event: unknown }
  | { readonly type: 'connectivity'; readonly change: ConnectivityChange }
  | { readonly type: 'retry'; readonly retry: PlannedRetry }
)

/** A page with one connection: it takes events as a session does, and remembers what it was told, in order. */
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
  send(command: ChatCommand): Promise<void>
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
  const { trace, clock } = context
  const name = context.nameFor('page')
  const told: Told[] = []
  let position = attach.type === 'RestoreSession' ? attach.after : 0
  const of = <Type extends Told['type']>(type: Type) =>
    told.filter((entry): entry is Extract<Told, { type: Type }> => entry.type === type)
  const tell = (entry: Told) => {
    told.push(entry)
    react?.(entry, page)
  }
  const listener: TransportListener = {
    get position() {
      return position
    },
    onEvent(event) {
      trace.note(name, 'was handed', event)
      position = positionAfter(event, position)
      tell({ type: 'event', event, atMs: clock.monotonic() })
    },
    onConnectivity(change) {
      trace.note(
        name,
        `was told "${change.current}" after "${change.previous}"`,
        ...(change.cause ? [change.cause] : []),
      )
      tell({ type: 'connectivity', change, atMs: clock.monotonic() })
    },
    onRetry(retry) {
      trace.note(name, 'was told of a planned attempt, after', retry.cause)
      tell({ type: 'retry', retry, atMs: clock.monotonic() })
    },
  }
  const page: Page = {
    attach,
    staged,
    told,
    get events() {
      return of('event').map(({ event }) => event)
    },
    get changes() {
      return of('connectivity').map(({ change }) => change)
    },
    get retries() {
      return of('retry').map(({ retry }) => retry)
    },
    get status() {
      return page.changes.at(-1)?.current ?? 'connecting'
    },
    get position() {
      return position
    },
    get indexes() {
      return page.events.map(indexOf).filter((index) => index !== undefined)
    },
    get attached() {
      const answer = page.events.find((event) => typeOf(event) === 'EventAttached')
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
    send(command) {
      trace.note(name, 'sends', command)
      const sent = (async () => connection.send(structuredClone(command)))()
      sent.catch(() => undefined) // whoever waits for it hears of it; a case that does not wait does not care
      return sent
    },
    close(reason) {
      trace.note(name, `closes${reason ? ` as ${reason}` : ''}`)
      connection.close(reason)
    },
  }
  trace.note(name, 'connects with', attach)
  // A copy, as of a command: what the transport changes in place is then no longer what the case gave it.
  const connection = transport.connect(structuredClone(attach), listener)
  context.onEnd(() => connection.close())
  return page
}

/** `toldBefore` is how much the page had been told when it was closed. */
export function mustHaveToldNothingSince(page: Page, toldBefore: number): void {
  mustEqual(page.told.slice(toldBefore).map(inWords), [], 'what was told after close()')
}

const inWords = (entry: Told): unknown => {
  if (entry.type === 'event') return entry.event
  return entry.type === 'connectivity' ? entry.change.current : 'an attempt is planned'
}

/** A page of its own for a session that exists: it takes the session, from the beginning. */
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

/** As a session keeps it: what the server no longer has is given up, and the highest index taken is the position. */
function positionAfter(event: unknown, position: number): number {
  const first = typeOf(event) === 'EventAttached' ? (event as EventAttached).first : undefined
  return Math.max(position, indexOf(event) ?? 0, Number.isSafeInteger(first) ? Number(first) - 1 : 0)
}

export const typeOf = (event: unknown): unknown => (event as { type?: unknown } | null | undefined)?.type

export function indexOf(event: unknown): number | undefined {
  const index = (event as { index?: unknown } | null | undefined)?.index
  return Number.isSafeInteger(index) ? (index as number) : undefined
}
export const codeOf = (event: unknown): unknown =>
  (event as { error?: { code?: unknown } } | null | undefined)?.error?.code
