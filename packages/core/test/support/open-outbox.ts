import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { ChatError, type SendMessage, silentLogger, type TranscriptCommand } from '../../src/index.ts'
import { createOutbox } from '../../src/outbox/outbox.ts'
import { createTokenBucket } from '../../src/platform/token-bucket.ts'
import type { OwnCommand } from '../../src/transcript/transcript.ts'

export const message = (id: string): SendMessage => ({ type: 'SendMessage', id, content: { type: 'text', text: id } })
export const own = (id: string, command: TranscriptCommand = message(id)): OwnCommand => ({ command, at: 1, after: 0 })
export const refusal = (id: string, code: number) =>
  ChatError.fromEvent({ type: 'EventError', error: { code, description: 'no' }, commandId: id })

/** An outbox with a line that the test opens and cuts, and a storage that it watches. */
export function openOutbox({
  maxMessages = 100,
  save = () => undefined as void | Promise<void>,
  perSecond = 1000,
} = {}) {
  const clock = fakeClock()
  const saved: string[][] = []
  const shown = new Map<string, string>()
  const added: OwnCommand[] = []
  const sent: string[] = []
  const ends = new Map<string, (error: unknown) => void>()
  const rate = createTokenBucket({ clock, perSecond })
  const outbox = createOutbox({
    clock,
    maxMessages,
    save(commands) {
      saved.push(commands.map(({ command }) => command.id))
      return save()
    },
    logger: silentLogger,
    transcript: {
      add(command) {
        added.push(command)
        shown.set(command.command.id, 'queued')
      },
      mark(id, delivery) {
        shown.set(id, delivery)
        return { key: id, at: 1 }
      },
      remove: (id) => void shown.delete(id),
      isSent: () => false,
      isUnsettled: (id) => shown.has(id),
    },
    onSettled: () => undefined,
    removeSaved: () => undefined,
  })
  return {
    clock,
    outbox,
    saved,
    shown,
    added,
    /** Everything that was put on a line, repeats included. */
    sent,
    connect: () =>
      outbox.connected({
        rate,
        send({ id }) {
          sent.push(id)
          return new Promise((_, reject) => ends.set(id, reject))
        },
      }),
    cut() {
      outbox.lost()
      for (const reject of ends.values()) reject(new Error('the line was cut'))
      ends.clear()
    },
    arrives: (id: string) => outbox.onAccepted(id, { key: id, at: 1, index: 1 }),
    sendFails: (id: string, error: unknown) => ends.get(id)?.(error),
  }
}
