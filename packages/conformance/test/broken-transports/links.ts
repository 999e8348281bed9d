import { brokenLink, changedLink, typeOf, type BrokenTransport } from './broken-transport.ts'

const never = new AbortController().signal

export const brokenLinks: readonly BrokenTransport[] = [
  brokenLink('L1', { name: 'greets-first', bug: 'sends its own frame before the attach' }, (open) => (attach, line) => {
    const greeting = { type: 'Hello', id: 'hello' } as unknown as typeof attach
    return Promise.resolve(open(greeting, line)).then((put) => (put(attach as never), put))
  }),
  brokenLink('L1', { name: 'attaches-twice', bug: 'writes the attach a second time on the same line' }, (open) => {
    return async (attach, line) => {
      const put = await open(attach, line)
      await put(attach as never)
      return put
    }
  }),
  brokenLink(
    'L1',
    { name: 'drops-fields', bug: 'writes only the fields of an attach that it knows' },
    (open) => (attach, line) => {
      const { type, id, secret, pageId, take } = attach
      const known = attach.type === 'StartSession' ? { type, id, secret, pageId, take } : attach
      return open(known as typeof attach, line)
    },
  ),
  brokenLink(
    'L1',
    { name: 'another-page', bug: 'restores with another page id' },
    (open) => (attach, line) =>
      open(attach.type === 'RestoreSession' ? { ...attach, pageId: `${attach.pageId}/again` } : attach, line),
  ),
  brokenLink(
    'L1',
    { name: 'writes-into-the-attach', bug: 'adds to the attach it was given, in place' },
    (open) => (attach, line) => open(Object.assign(attach, { client: 'link/1.0' }), line),
  ),
  brokenLink('L2', { name: 'drops-unknown-events', bug: 'hands on only the types of event that it knows' }, (open) =>
    changedLink(open, () => ({
      received: (event, line) => typeOf(event) !== 'EventSomethingNew' && line.received(event),
    })),
  ),
  brokenLink('L2', { name: 'batch-per-element', bug: 'hands on a whole batch once for each of its elements' }, (open) =>
    changedLink(open, () => {
      let batch: unknown[] = []
      return {
        received(event, line) {
          if (batch.push(event) > 1) return
          queueMicrotask(() => {
            const whole = batch
            batch = []
            for (const each of whole.flatMap(() => whole)) line.received(each)
          })
        },
      }
    }),
  ),
  brokenLink('L2', { name: 're-wraps-errors', bug: 'hands on a copy of an error with the fields it knows' }, (open) =>
    changedLink(open, () => ({
      received(event, line) {
        const { type, error, commandId } = (event ?? {}) as {
          type: unknown
          error?: { code: number; description: string }
        } & {
          commandId?: string
        }
        if (type !== 'EventError' || !error) return line.received(event)
        const { code, description } = error
        line.received({ type, error: { code, description }, commandId })
      },
    })),
  ),
  brokenLink(
    'L2',
    { name: 're-wraps-the-answer', bug: 'hands on a copy of the answer with the fields it knows' },
    (open) =>
      changedLink(open, () => ({
        received(event, line) {
          line.received({ ...(event as object), build: undefined })
        },
      })),
  ),
  brokenLink(
    'L2',
    { name: 'swallows-refusals', bug: 'reports a lost line when the far end refuses the attach' },
    (open) =>
      changedLink(open, (attach) => ({
        received(event, line) {
          const { type, commandId } = (event ?? {}) as { type: unknown; commandId?: unknown }
          if (type === 'EventError' && commandId === attach.id) line.lost(new Error('refused'))
          else line.received(event)
        },
      })),
  ),
  brokenLink('L2', { name: 'drops-what-is-no-event', bug: 'hands on only what has a type' }, (open) =>
    changedLink(open, () => ({
      received: (event, line) => typeof typeOf(event) === 'string' && line.received(event),
    })),
  ),
  brokenLink('L2', { name: 'size-limit', bug: 'drops frames above 64 kB' }, (open) =>
    changedLink(open, () => ({
      received: (event, line) => JSON.stringify(event).length < 65_536 && line.received(event),
    })),
  ),
  brokenLink('L3', { name: 'silent-about-a-cut', bug: 'does not report the end of the connection' }, (open) =>
    changedLink(open, () => ({ lost: () => undefined })),
  ),
  brokenLink(
    'L3',
    { name: 'swallows-a-failed-dial', bug: 'never settles when the connection cannot be made' },
    (open) => {
      return async (attach, line) => {
        try {
          return await open(attach, line)
        } catch {
          return new Promise(() => undefined) // the bug: the failure is not reported
        }
      }
    },
  ),
  brokenLink('L3', { name: 'swallows-a-failed-write', bug: 'does not report that a command was not written' }, (open) =>
    changedLink(open, () => ({ send: () => undefined })),
  ),
  brokenLink(
    'L3',
    { name: 'notices-after-15-s', bug: 'looks every 15 s whether its connection is still there' },
    (open) =>
      changedLink(open, () => ({ lost: (cause, line) => void setTimeout(() => line.lost(cause), 15_000).unref() })),
  ),
  brokenLink('L3', { name: 'reconnects-by-itself', bug: 'opens another connection when the first is cut' }, (open) =>
    changedLink(open, (attach) => ({
      lost(cause, line) {
        line.lost(cause)
        void Promise.resolve()
          .then(() => open(attach, { ...line, lost: () => undefined, signal: never as typeof line.signal }))
          .catch(() => undefined) // gives up silently
      },
    })),
  ),
  brokenLink('L4', { name: 'ignores-the-signal', bug: 'never closes its connection' }, (open) =>
    changedLink(open, () => ({ signal: never })),
  ),
  brokenLink(
    'L4',
    { name: 'closable-once-open', bug: 'misses a signal that aborts while it is still connecting' },
    (open) =>
      changedLink(open, (_attach, line) => {
        const late = new AbortController()
        let answered = false
        line.signal.addEventListener('abort', () => answered && late.abort(line.signal.reason))
        return {
          signal: late.signal,
          received(event) {
            answered = true
            line.received(event)
          },
        }
      }),
  ),
  brokenLink(
    'L4',
    { name: 'says-goodbye-only', bug: 'closes when the page leaves, but not when the line is given up with an error' },
    (open) =>
      changedLink(open, (_attach, line) => {
        const goodbye = new AbortController()
        const close = () => !(line.signal.reason instanceof Error) && goodbye.abort(line.signal.reason)
        if (line.signal.aborted) close()
        line.signal.addEventListener('abort', close)
        return { signal: goodbye.signal }
      }),
  ),
  brokenLink(
    'L5',
    { name: 'overtaking', bug: 'sends each command in a separate request, so that one can overtake another' },
    (open) =>
      changedLink(open, () => {
        let count = 0
        return {
          send(command, put) {
            if (count++ % 2 === 1) return put(command)
            setImmediate(() => setImmediate(() => void put(command)))
          },
        }
      }),
  ),
  brokenLink(
    'L5',
    { name: 'doubles-commands', bug: 'sends a command again when it is not acknowledged at once' },
    (open) =>
      changedLink(open, () => ({
        send(command, put) {
          void put(command)
          return put(command)
        },
      })),
  ),
]
