import { brokenTransport, changedTransport } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'
import type { ChatTransport, TransportConnection } from '@chat-transport/core'

/** Takes something when it connects, and gives it back in close() alone: not when the session ends by itself. */
function givesBackInClose(transport: ChatTransport, take: () => () => void): ChatTransport {
  return changedTransport(transport, (_page, connection) => {
    const giveBack = take()
    return {
      connection: {
        close(reason) {
          giveBack()
          connection.close(reason)
        },
      },
    }
  })
}

/** Takes something whenever it has become connected, and gives back only the last. */
function forgetsTheEarlier(transport: ChatTransport, take: () => () => void): ChatTransport {
  return changedTransport(transport, (page, connection) => {
    let giveBack: () => void = () => undefined
    return {
      listener: {
        onConnectivity(told) {
          if (told.current === 'connected') giveBack = take()
          if (told.current === 'closed') giveBack()
          page.onConnectivity(told)
        },
      },
      connection: {
        close(reason) {
          giveBack()
          connection.close(reason)
        },
      } satisfies Partial<TransportConnection>,
    }
  })
}

const ticking = () => {
  const timer = setInterval(() => undefined, 600_000)
  timer.unref()
  return () => clearInterval(timer)
}
const waiting = () => {
  const timer = setTimeout(() => undefined, 600_000)
  timer.unref()
  return () => clearTimeout(timer)
}
const listening = () => {
  const page = Reflect.get(globalThis, 'window') as EventTarget
  const listener = () => undefined
  page.addEventListener('storage', listener)
  return () => page.removeEventListener('storage', listener)
}
const calling = () => {
  const socket = new (Reflect.get(globalThis, 'EventSource') as new (url: string) => { close(): void })('/events')
  return () => socket.close()
}

/** A page for those that run alone: Node has none. */
class FakeEventSource {
  readyState = 1
  close(): void {
    this.readyState = 2
  }
}
const withPage = (broken: BrokenTransport): BrokenTransport => ({
  ...broken,
  build(open) {
    Object.assign(globalThis, { window: new EventTarget(), EventSource: FakeEventSource })
    return broken.build(open)
  },
  alone: true,
})

/** What is left after the end, past the clock and the network that a transport was given: T9. */
export const brokenLeftovers: readonly BrokenTransport[] = [
  brokenTransport(
    'T9',
    { name: 'ticks-after-the-end', bug: 'stops its own interval in close(), and not when the session ends' },
    ({ correct }) => givesBackInClose(correct(), ticking),
  ),
  brokenTransport(
    'T9',
    { name: 'a-timer-for-each-line', bug: 'clears only the timer of its last line' },
    ({ correct }) => forgetsTheEarlier(correct(), waiting),
  ),
  withPage(
    brokenTransport(
      'T9',
      { name: 'listens-after-the-end', bug: 'keeps a listener on the window after the end of the session' },
      ({ correct }) => givesBackInClose(correct(), listening),
    ),
  ),
  withPage(
    brokenTransport(
      'T9',
      { name: 'never-stops-listening', bug: 'never removes its listener from the window' },
      ({ correct }) =>
        givesBackInClose(correct(), () => {
          listening()
          return () => undefined
        }),
    ),
  ),
  withPage(
    brokenTransport(
      'T9',
      { name: 'a-socket-for-each-line', bug: 'opens an event source for each line, and closes the last' },
      ({ correct }) => forgetsTheEarlier(correct(), calling),
    ),
  ),
  brokenTransport(
    'T9',
    { name: 'network-after-the-end', bug: 'listens for the network after the end of the session' },
    ({ correct, options: { network } }) => givesBackInClose(correct(), () => network.subscribe(() => undefined)),
  ),
  brokenTransport(
    'T9',
    { name: 'wakes-after-the-end', bug: 'dials when the page wakes after the end of the session' },
    ({ correct, options: { network } }) => {
      const transport = correct()
      return changedTransport(transport, (page, connection, attach) => ({
        listener: {
          onConnectivity(told) {
            page.onConnectivity(told)
            if (told.current !== 'closed') return
            const stop = network.subscribe((change) => {
              if (change !== 'visible') return
              stop()
              const quiet = { position: 0, onEvent: () => undefined, onConnectivity: () => undefined }
              const again = transport.connect({ ...attach, take: false }, quiet)
              connection.close = () => again.close()
            })
            connection.close = stop
          },
        },
      }))
    },
  ),
]
