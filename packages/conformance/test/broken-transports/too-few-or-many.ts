import type { LinkLine, OpenLink } from '@chat-transport/core'
import { brokenLink, brokenTransport, changedLink, changedTransport } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'

const isJson = (data: unknown): boolean => {
  try {
    JSON.parse(String(data))
    return true
  } catch {
    return false
  }
}

/** A link that treats a frame that is no JSON in its own way. */
const withGarbage = (open: OpenLink, garbage: (data: unknown, line: LinkLine) => void): OpenLink => {
  const changed: OpenLink = (attach, line) =>
    open(attach, {
      ...line,
      received: (data) => (isJson(data) ? line.received(data) : garbage(data, line)),
    })
  return changed
}

/** What is done once too often, once too seldom, or to another: L2, L3, T11, T15. */
export const brokenCounts: readonly BrokenTransport[] = [
  brokenLink('L2', { name: 'garbage-twice', bug: 'hands on what is no JSON twice' }, (open) =>
    withGarbage(open, (data, line) => {
      line.received(data)
      line.received(data)
    }),
  ),
  brokenLink('L2', { name: 'swallows-garbage', bug: 'hands on nothing that is no JSON' }, (open) =>
    withGarbage(open, () => undefined),
  ),
  brokenLink('L3', { name: 'lost-to-the-last', bug: 'reports the line opened last as lost' }, (open) => {
    let last: LinkLine | undefined
    return changedLink(open, (_attach, line) => {
      last = line
      return { lost: (cause) => last?.lost(cause) }
    })
  }),
  brokenTransport('T11', { name: 'closed-twice', bug: 'reports "closed" twice' }, ({ correct }) =>
    changedTransport(correct(), (page) => ({
      listener: {
        onConnectivity(told) {
          page.onConnectivity(told)
          if (told.current === 'closed') page.onConnectivity(told)
        },
      },
    })),
  ),
  brokenTransport('T15', { name: 'every-third-command-lost', bug: 'writes two commands of three' }, ({ correct }) =>
    changedTransport(correct(), (_page, connection) => {
      const { send } = connection
      let count = 0
      return { connection: { send: (command) => (++count % 3 === 0 ? Promise.resolve() : send(command)) } }
    }),
  ),
]
