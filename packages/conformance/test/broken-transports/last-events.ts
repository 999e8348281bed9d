import type { AttachCommand } from '@chat-transport/core'
import { brokenTransport, changedLink, typeOf, type BrokenTransport } from './broken-transport.ts'

const without = (attach: AttachCommand, name: string): AttachCommand =>
  Object.fromEntries(Object.entries(attach).filter(([field]) => field !== name)) as unknown as AttachCommand

/** What becomes of `last` and `from`: T18. */
export const brokenLastEvents: readonly BrokenTransport[] = [
  brokenTransport('T18', { name: 'asks-for-everything', bug: 'leaves `last` out of the attach' }, ({ open, correct }) =>
    correct({ open: changedLink(open, (attach) => ({ attach: without(attach, 'last') })) }),
  ),
  brokenTransport(
    'T18',
    { name: 'asks-for-the-last-once', bug: 'leaves `last` out when it repeats an attach that was not answered' },
    ({ open, correct }) => {
      const asked = new Set<string>()
      return correct({
        open: changedLink(open, (attach) => {
          const isRepeated = asked.has(attach.pageId)
          asked.add(attach.pageId)
          return { attach: isRepeated ? without(attach, 'last') : attach }
        }),
      })
    },
  ),
  brokenTransport(
    'T18',
    { name: 'always-asks-for-the-last', bug: 'asks for the last events each time that it attaches' },
    ({ open, correct }) => {
      const asked = new Map<string, number | undefined>()
      return correct({
        open: changedLink(open, (attach) => {
          if (!asked.has(attach.pageId)) asked.set(attach.pageId, attach.last)
          const last = asked.get(attach.pageId)
          return { attach: last === undefined ? attach : { ...attach, last } }
        }),
      })
    },
  ),
  brokenTransport(
    'T18',
    { name: 'misses-the-beginning', bug: 'takes what comes before the last events for a gap' },
    ({ open, correct }) =>
      correct({
        open: changedLink(open, () => ({
          received(event, line) {
            const isAnswer = typeOf(event) === 'EventAttached' && 'from' in (event as object)
            line.received(isAnswer ? { ...(event as object), from: undefined } : event)
          },
        })),
      }),
  ),
]
