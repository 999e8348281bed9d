import { brokenLink, brokenTransport, changedLink } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'
import type { LinkLine, OpenLink } from '@chat-transport/core'

const heartbeat = { type: 'Heartbeat' }

const deaf = (open: OpenLink) => changedLink(open, () => ({ alive: () => undefined }))
const handsOn = (open: OpenLink) => changedLink(open, () => ({ alive: (line) => line.received(heartbeat) }))
const handsOnText = (open: OpenLink) => changedLink(open, () => ({ alive: (line) => line.received('') }))

/** Takes what it does itself for a sign of life of the far end. */
const aliveWhenItSends = (open: OpenLink, what?: 'part') => {
  return changedLink(open, (_attach, line) => ({
    send(command, put) {
      line.alive(what)
      return put(command)
    },
  }))
}

function aliveByTimer(open: OpenLink): OpenLink {
  return changedLink(open, (_attach, line: LinkLine) => {
    const timer = setInterval(() => line.alive(), 50)
    line.signal.addEventListener('abort', () => clearInterval(timer))
    return {}
  })
}

/** Signs of life: L2, T3 and T5. */
export const brokenHeartbeats: readonly BrokenTransport[] = [
  brokenLink('L2', { name: 'deaf-to-heartbeats', bug: 'ignores heartbeats' }, deaf),
  brokenLink('L2', { name: 'heartbeats-as-parts', bug: 'says that a heartbeat is a part of something' }, (open) =>
    changedLink(open, () => ({ alive: (line) => line.alive('part') })),
  ),
  brokenLink(
    'L2',
    { name: 'heartbeats-of-the-last', bug: 'counts every heartbeat for the line opened last' },
    (open) => {
      let last: LinkLine | undefined
      return changedLink(open, (_attach, line) => {
        last = line
        return { alive: () => last?.alive() }
      })
    },
  ),
  brokenLink('L2', { name: 'heartbeats-as-events', bug: 'hands on heartbeats as events' }, handsOn),
  brokenLink('L2', { name: 'heartbeats-as-text', bug: 'hands on the empty frame of a heartbeat' }, handsOnText),
  brokenLink('L2', { name: 'alive-when-it-sends', bug: 'takes a successful write for a sign of life' }, (open) =>
    aliveWhenItSends(open),
  ),
  brokenLink(
    'L2',
    { name: 'alive-by-its-own-timer', bug: 'says that the line lives while it is not closed' },
    aliveByTimer,
  ),
  brokenTransport('T3', { name: 'tells-of-heartbeats', bug: 'hands on heartbeats as events' }, ({ open, correct }) =>
    correct({ open: handsOn(open) }),
  ),
  brokenTransport(
    'T5',
    { name: 'drops-idle-lines', bug: 'does not count heartbeats, so that an idle line is lost' },
    ({ open, correct }) => correct({ open: deaf(open) }),
  ),
  brokenTransport(
    'T5',
    { name: 'trusts-what-it-sends', bug: 'does not notice a half-open line while the page sends' },
    ({ open, correct }) => correct({ open: aliveWhenItSends(open) }),
  ),
  brokenTransport(
    'T5',
    { name: 'trusts-parts-that-it-sends', bug: 'takes what it has sent for a part of something that comes' },
    ({ open, correct }) => correct({ open: aliveWhenItSends(open, 'part') }),
  ),
  brokenTransport(
    'T5',
    { name: 'trusts-its-own-timer', bug: 'keeps a half-open line alive with a timer' },
    ({ open, correct }) => correct({ open: aliveByTimer(open) }),
  ),
]
