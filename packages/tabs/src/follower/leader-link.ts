import {
  type AttachCommand,
  type Clock,
  type LinkLine,
  type OpenLink,
  type SendCommand,
  toJson,
} from '@chat-transport/core'
import { placeOf } from '../session-copy/place-of.ts'
import { fromFailure } from '../tab/failures.ts'
import type { FromLeader, LineRequest, TabMessage } from '../tab/messages.ts'
import type { Tab } from '../tab/tab.ts'
import type { TabConnection } from './tab-connection.ts'

type LineMessage = Extract<FromLeader, { readonly line: string }>

/** The tab that leads hears also what it says to itself as any other. */
const isOfLeader = (message: TabMessage): message is LineMessage => 'told' in message || message.kind === 'lost'

/** A leader that answers none of so many pings while a line opens is taken for dead (S4). */
const mostUnanswered = 4
/** The same where the leader has resigned: the tab whose turn it is says so at once, unless it is frozen. */
const mostUnled = 1

export interface LeaderLinkOptions {
  readonly tab: Tab
  readonly connection: TabConnection
  readonly clock: Clock
  /** How long the leader may be silent. */
  readonly silenceTimeoutMs: number
}

/** The link to the leader: `linkedTransport` makes of it what it makes of a link to a server. */
export function leaderLink({ tab, connection, clock, silenceTimeoutMs }: LeaderLinkOptions): OpenLink {
  let lines = 0
  return (attach, line) => {
    const id = `${connection.id}/${++lines}`
    let { leader } = tab
    connection.waitsForLeader = leader === undefined
    const written = createAcknowledgements()
    const answer = createAnswer(line)
    let opened: () => void = () => undefined
    const untilOpen = new Promise<void>((resolve) => (opened = resolve))
    let unanswered = 0
    let told = 0

    const hear = (message: TabMessage, from: string) => {
      if (from !== leader || !isOfLeader(message) || message.line !== id) return
      unanswered = 0
      onMessage(message)
    }
    const onMessage = (message: LineMessage) => {
      if (message.kind === 'lost') {
        connection.lostSince = message.since
        return line.lost(fromFailure(message.cause))
      }
      // The channel keeps the order: what the leader has said before, and is not here, will not come.
      if (message.told !== told + (message.kind === 'alive' ? 0 : 1))
        return line.lost(new Error('news of the leader did not arrive'))
      told = message.told
      if (message.kind === 'open') return opened()
      if (message.kind === 'alive') return line.alive(answer.isAttached ? undefined : 'part')
      if (message.kind === 'written') {
        line.alive()
        return written.acknowledge(message.number)
      }
      connection.pageId = message.pageId ?? connection.pageId
      return answer.take(message.events)
    }
    const pingLater = () => {
      cancel = clock.after((answer.isAttached ? 0.2 : 0.06) * silenceTimeoutMs * (0.8 + 0.4 * clock.random()), ping)
    }
    const ping = () => {
      pingLater()
      if (!answer.isAttached && ++unanswered > mostPings(leader, connection)) {
        unanswered = 0
        return tab.seize()
      }
      return leader === undefined ? tab.askWho() : tab.post({ kind: 'ping', line: id, number: written.last }, leader)
    }

    const stopListening = tab.listen(hear)
    const attachTo = (next: string) => {
      leader = connection.leader = next
      connection.waitsForLeader = false
      unanswered = 0
      tab.post(lineRequest(connection, id, attach), leader)
    }
    const stopFollowing = tab.onLeader(() => {
      if (leader !== undefined) line.lost(new Error('the tab that led does so no more'))
      else if (tab.leader !== undefined) attachTo(tab.leader)
    })
    let cancel: () => void = () => undefined
    line.signal.addEventListener('abort', () => {
      connection.waitsForLeader = false
      stopListening()
      stopFollowing()
      cancel()
    })
    pingLater()
    if (leader === undefined) tab.askWho()
    else attachTo(leader)

    const send: SendCommand = (command) => {
      const to = leader
      if (to === undefined) throw new Error('no tab leads')
      return written.next((number) => tab.post({ kind: 'command', line: id, number, command }, to))
    }
    return untilOpen.then(() => send)
  }
}

/** How many pings may be unanswered while a line opens, to `leader` or to whoever leads next. */
const mostPings = (leader: string | undefined, { leader: before }: TabConnection) =>
  leader === undefined && before !== undefined ? mostUnled : mostUnanswered

function lineRequest({ id, pageId, page }: TabConnection, line: string, attach: AttachCommand): LineRequest {
  const signsIn = page.credentials !== undefined
  return { kind: 'attach', connection: id, line, attach, signsIn, ...(pageId !== undefined && { pageId }) }
}

/** The promises of what was written, by number. */
function createAcknowledgements() {
  const waiting = new Map<number, () => void>()
  let last = 0
  return {
    /** The newest number. */
    get last() {
      return last
    },
    next(write: (number: number) => void) {
      const number = ++last
      const promise = new Promise<void>((resolve) => waiting.set(number, resolve))
      write(number)
      return promise
    },
    acknowledge(number: number) {
      waiting.get(number)?.()
      waiting.delete(number)
    },
  }
}

/** Hands the leader's events on. */
function createAnswer(line: LinkLine) {
  let isAttached = false
  return {
    get isAttached() {
      return isAttached
    },
    take(events: readonly unknown[]) {
      for (const event of events) {
        isAttached ||= placeOf(event).type === 'EventAttached'
        // A text is one that the server has sent as such: not to be read as JSON a second time.
        line.received(typeof event === 'string' ? toJson(event) : event)
      }
    },
  }
}
