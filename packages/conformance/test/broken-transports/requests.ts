import type { ChatCommand, LinkLine, OpenLink, SendCommand } from '@chat-transport/core'
import type { LinkRule } from '@chat-transport/conformance'
import type { MemoryWire } from '../support/memory-wire.ts'
import type { BrokenTransport } from './broken-transport.ts'

/** Posts one command on a line. Resolves with the status of the answer; rejects when there is none. */
export type Post = (command: ChatCommand, signal?: AbortSignal) => Promise<number>

/** A link whose events come on one connection, and which posts each command in a request of its own. */
const requestLink =
  ({ openForRequests }: MemoryWire, sending: (post: Post, line: LinkLine) => SendCommand): OpenLink =>
  (attach, line) =>
    sending(openForRequests(attach, line), line)

/** One after another, and nothing after one that has failed. */
const inTurn = (post: Post, { signal }: LinkLine): SendCommand => {
  let last = Promise.resolve()
  return (command) =>
    (last = last.then(async () => {
      signal.throwIfAborted()
      const status = await post(command, signal)
      if (status >= 300) throw new Error(`unable to post: ${status}`)
    }))
}

const brokenRequests = (
  rule: LinkRule,
  { name, bug }: { name: string; bug: string },
  sending: (post: Post, line: LinkLine) => SendCommand,
): BrokenTransport => ({ rule, name, bug, build: (wire) => ({ open: requestLink(wire, sending) }) })

/** A correct link of this kind. */
export const linkByRequests = (wire: MemoryWire): OpenLink => requestLink(wire, inTurn)

/** Links that post each command in a request of its own: L3, L4, L5. */
export const brokenRequestLinks: readonly BrokenTransport[] = [
  brokenRequests('L5', { name: 'posts-side-by-side', bug: 'posts each command at once' }, (post, line) => (command) => {
    const posted = post(command, line.signal).then((status) => {
      if (status >= 300) throw new Error(`unable to post: ${status}`)
    })
    posted.catch(() => undefined) // the caller gets the rejection
    return posted
  }),
  brokenRequests(
    'L5',
    { name: 'two-at-a-time', bug: 'posts two commands at a time, as browsers allow' },
    (post, line) => {
      const ways = [inTurn(post, line), inTurn(post, line)]
      let count = 0
      return (command) => ways[count++ % 2]?.(command)
    },
  ),
  brokenRequests(
    'L5',
    { name: 'posts-again-later', bug: 'posts a command that failed again, after those behind it' },
    (post, line) => {
      const failed: ChatCommand[] = []
      let last: Promise<unknown> = Promise.resolve()
      const postOne = async (command: ChatCommand) => {
        if (!line.signal.aborted && (await post(command, line.signal)) >= 300) failed.push(command)
      }
      const postFailed = () => Promise.all(failed.splice(0).map(postOne))
      return (command) => {
        last = last.then(() => postOne(command))
        last = last.then(() => new Promise((resolve) => setImmediate(resolve)))
        void last.then(() => (last = last.then(postFailed))).catch(line.lost)
      }
    },
  ),
  brokenRequests(
    'L3',
    { name: 'takes-503-for-an-answer', bug: 'does not look at the status of its posts' },
    (post, line) => {
      let last: Promise<unknown> = Promise.resolve()
      return (command) => {
        last = last.then(() => (line.signal.aborted ? undefined : post(command, line.signal)))
        return last.then(() => undefined)
      }
    },
  ),
  brokenRequests('L3', { name: 'swallows-a-failed-post', bug: 'does not report a post that failed' }, (post, line) => {
    const send = inTurn(post, line)
    return (command) => Promise.resolve(send(command)).catch(() => undefined)
  }),
  brokenRequests(
    'L4',
    { name: 'posts-after-abort', bug: 'goes on posting what waits when the signal has aborted' },
    (post) => {
      let last = Promise.resolve()
      return (command) =>
        (last = last.then(async () => {
          const status = await post(command)
          if (status >= 500) throw new Error(`unable to post: ${status}`)
        }))
    },
  ),
]
