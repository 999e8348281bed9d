import { systemClock } from '@chat-transport/core'
import type { BrokenServer, Json } from './broken-server.ts'

const error = (commandId: unknown, code: number, description: string): Json => ({
  type: 'EventError',
  commandId,
  error: { code, description },
})
const sizeOf = (command: Json) => Buffer.byteLength(JSON.stringify(command))

/** How much, how large, how fast. */
export const brokenLimits: readonly BrokenServer[] = [
  {
    name: 'too-fast-is-refused',
    bug: 'refuses commands that come too fast with error 50',
    rules: ['P57'],
    backend: () => ({
      line: () => {
        let recent = 0
        return {
          command(command, line) {
            recent += 1
            systemClock.after(1_000, () => (recent -= 1))
            return recent > 30 ? line.deliver(error(command.id, 50, 'too many')) : line.receive(command)
          },
        }
      },
    }),
  },
  {
    name: 'more-than-it-says',
    bug: 'accepts commands larger than the `maxMessageBytes` that it names',
    rules: ['P57'],
    backend: () => ({
      answer: (answer) =>
        answer.limits ? { ...answer, limits: { ...(answer.limits as object), maxMessageBytes: 16_384 } } : answer,
    }),
  },
  {
    name: 'too-large-is-the-end',
    bug: 'closes the line of a command that is too large',
    rules: ['P57'],
    backend: () => ({
      line: () => {
        const seen = new Set<unknown>()
        return {
          command(command, line) {
            const isRepeat = seen.has(command.id)
            seen.add(command.id)
            return sizeOf(command) > 32_768 && !isRepeat ? line.drop('overflow') : line.receive(command)
          },
        }
      },
    }),
  },
]
