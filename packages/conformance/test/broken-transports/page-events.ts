import { brokenTransport, changedLink, changedTransport } from './broken-transport.ts'
import type { BrokenTransport, Parts } from './broken-transport.ts'
import type { ChatTransport, NetworkChange, OpenLink } from '@chat-transport/core'

/** A link whose lines end when the page says one of these. */
function endsWith({ open, options: { network } }: Parts, changes: readonly NetworkChange[]): OpenLink {
  return changedLink(open, (_attach, line) => {
    const unsubscribe = network.subscribe((change) => {
      if (changes.includes(change)) line.lost(new Error(`the page says ${change}`))
    })
    line.signal.addEventListener('abort', unsubscribe)
    return {}
  })
}

/** A transport that stops dialing when the page says one of these, until it says the other. */
function stopsDialing(
  parts: Parts,
  { at, until }: { at: readonly NetworkChange[]; until?: NetworkChange },
): ChatTransport {
  const { open, correct, options } = parts
  const { network } = options
  let state: 'dials' | 'waits' = 'dials'
  let stop: () => void = () => undefined
  const transport = correct({
    network: { online: true, subscribe: () => () => undefined },
    open: (attach, line) => {
      if (state === 'waits') throw new Error(`the page has said ${at.join(' or ')}`)
      return open(attach, line)
    },
  })
  return changedTransport(transport, (page, connection) => {
    stop = network.subscribe((change) => {
      if (at.includes(change)) state = 'waits'
      if (change === until) state = 'dials'
    })
    return {
      listener: {
        onConnectivity(told) {
          if (told.current === 'closed') stop()
          page.onConnectivity(told)
        },
      },
      connection: {
        close(reason) {
          stop()
          connection.close(reason)
        },
      },
    }
  })
}

/** What the page says of itself and of its network, and the time that it sleeps: T5, T11 and T16. */
export const brokenAtPageEvents: readonly BrokenTransport[] = [
  brokenTransport(
    'T5',
    { name: 'believes-offline', bug: 'drops a line that lives when the browser says offline' },
    (parts) => parts.correct({ open: endsWith(parts, ['offline']) }),
  ),
  brokenTransport(
    'T5',
    { name: 'dials-when-visible', bug: 'dials anew whenever the page comes to the front' },
    (parts) => parts.correct({ open: endsWith(parts, ['visible']) }),
  ),
  brokenTransport('T5', { name: 'dials-when-online', bug: 'dials anew when the browser says online' }, (parts) =>
    parts.correct({ open: endsWith(parts, ['online']) }),
  ),
  brokenTransport('T5', { name: 'dials-when-shown', bug: 'dials anew whenever the page is shown' }, (parts) =>
    parts.correct({ open: endsWith(parts, ['pageshow']) }),
  ),
  brokenTransport(
    'T5',
    { name: 'mute-offline', bug: 'sends nothing while the browser says offline' },
    ({ correct, options }) =>
      changedTransport(correct(), (_page, connection) => ({
        connection: { send: (command) => (options.network.online ? connection.send(command) : undefined) },
      })),
  ),
  brokenTransport(
    'T5',
    { name: 'tells-offline', bug: 'reports "reconnecting" when the browser says offline' },
    ({ correct, options: { network, clock } }) =>
      changedTransport(correct(), (page, connection) => {
        const stop = network.subscribe((change) => {
          if (change !== 'offline') return
          const cause = new Error('offline')
          page.onConnectivity({ current: 'reconnecting', previous: 'connected', since: clock.now(), cause })
        })
        return {
          listener: {
            onConnectivity(told) {
              if (told.current === 'closed') stop()
              page.onConnectivity(told)
            },
          },
          connection: {
            close(reason) {
              stop()
              connection.close(reason)
            },
          },
        }
      }),
  ),
  brokenTransport(
    'T5',
    { name: 'tells-at-each-waking', bug: 'delivers 150 again whenever the page wakes in a long outage' },
    ({ correct, options: { network } }) =>
      changedTransport(correct(), (page, connection) => {
        let status = 'connecting'
        const stop = network.subscribe((change) => {
          if (change === 'visible' && status === 'interrupted')
            page.onEvent({ type: 'EventError', error: { code: 150, description: 'network connection interrupted' } })
        })
        return {
          listener: {
            onConnectivity(told) {
              status = told.current
              if (status === 'closed') stop()
              page.onConnectivity(told)
            },
          },
          connection: {
            close(reason) {
              stop()
              connection.close(reason)
            },
          },
        }
      }),
  ),
  brokenTransport(
    'T5',
    { name: 'sleeps-with-the-machine', bug: 'measures with a clock that stands still while the machine sleeps' },
    ({ correct, options: { clock } }) => {
      const startedAt = clock.now() - clock.monotonic()
      const sleptMs = () => clock.now() - clock.monotonic() - startedAt
      const now = () => clock.now() - (sleptMs() > 1_000 ? sleptMs() : 0)
      return correct({ clock: { ...clock, now } })
    },
  ),
  brokenTransport(
    'T5',
    { name: 'measures-by-the-wall-clock', bug: 'measures with the wall clock, which can be set back' },
    ({ correct, options: { clock } }) =>
      correct({
        clock: {
          now: () => clock.now(),
          monotonic: () => clock.now(),
          after: (delayMs, run) => clock.after(delayMs, run),
          random: () => clock.random(),
        },
      }),
  ),
  brokenTransport('T11', { name: 'waits-for-online', bug: 'never dials until the browser says online' }, (parts) =>
    stopsDialing(parts, { at: ['offline'], until: 'online' }),
  ),
  brokenTransport(
    'T11',
    { name: 'gives-up-offline', bug: 'never dials again once the browser has said offline' },
    (parts) => stopsDialing(parts, { at: ['offline'] }),
  ),
  brokenTransport('T11', { name: 'gives-up-hidden', bug: 'never dials again once the page was hidden' }, (parts) =>
    stopsDialing(parts, { at: ['pagehide'] }),
  ),
  brokenTransport(
    'T11',
    { name: 'wakes-and-forgets', bug: 'cancels its wait for the next attempt when the page wakes, and dials no more' },
    (parts) => stopsDialing(parts, { at: ['visible', 'pageshow', 'online'] }),
  ),
  brokenTransport(
    'T16',
    { name: 'takes-when-online', bug: 'takes the session when the network is back' },
    ({ open, correct, options: { network } }) => {
      let takes = false
      const transport = correct({
        open: changedLink(open, (attach) => {
          const taking = takes && attach.type === 'RestoreSession'
          takes = false
          return taking ? { attach: { ...attach, take: true } } : {}
        }),
      })
      return changedTransport(transport, (page, connection) => {
        const stop = network.subscribe((change) => (takes ||= change === 'online'))
        return {
          listener: {
            onConnectivity(told) {
              if (told.current === 'closed') stop()
              page.onConnectivity(told)
            },
          },
          connection: {
            close(reason) {
              stop()
              connection.close(reason)
            },
          },
        }
      })
    },
  ),
  brokenTransport(
    'T16',
    { name: 'takes-ever-after', bug: 'takes with every attach once the page came back from the cache' },
    ({ open, correct }) => {
      const pages = new Map<string, number>()
      return correct({
        open: changedLink(open, (attach) => {
          const taken = (pages.get(attach.pageId) ?? 0) + (attach.take ? 1 : 0)
          pages.set(attach.pageId, taken)
          return taken > 1 ? { attach: { ...attach, take: true } } : {}
        }),
      })
    },
  ),
]
