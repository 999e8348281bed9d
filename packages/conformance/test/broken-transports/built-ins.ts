import { brokenTransport } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'

const alone = (broken: BrokenTransport): BrokenTransport => ({ ...broken, alone: true })

/** Puts a wrapper in the place of a function while a line is open. */
function wrapWhileOpen(name: string, bug: string, [holder, key]: readonly [object, string]): BrokenTransport {
  return alone(
    brokenTransport('T14', { name, bug }, ({ open, correct }) =>
      correct({
        open: (attach, line) => {
          const original = Reflect.get(holder, key) as (...args: unknown[]) => unknown
          const wrapper = function (this: unknown, ...args: unknown[]): unknown {
            return Reflect.apply(original, this, args)
          }
          Reflect.set(holder, key, wrapper)
          line.signal.addEventListener('abort', () => Reflect.set(holder, key, original))
          return open(attach, line)
        },
      }),
    ),
  )
}

/** Changes to what every script of the page uses: T14. */
export const brokenBuiltIns: readonly BrokenTransport[] = [
  wrapWhileOpen('wraps-json', 'replaces JSON.parse by its own', [JSON, 'parse']),
  wrapWhileOpen('wraps-promises', 'replaces Promise.prototype.finally by its own', [Promise.prototype, 'finally']),
  wrapWhileOpen('wraps-the-console', 'replaces console.debug by its own', [console, 'debug']),
  alone(
    brokenTransport('T14', { name: 'teaches-arrays', bug: 'adds a method to all arrays' }, ({ open, correct }) =>
      correct({
        open: (attach, line) => {
          const method = { value: () => undefined, configurable: true }
          Object.defineProperty(Array.prototype, 'lastEvent', method)
          line.signal.addEventListener('abort', () => Reflect.deleteProperty(Array.prototype, 'lastEvent'))
          return open(attach, line)
        },
      }),
    ),
  ),
  alone(
    brokenTransport('T14', { name: 'seals-a-built-in', bug: 'seals a built-in when it is made' }, ({ correct }) => {
      Object.preventExtensions(Atomics)
      return correct()
    }),
  ),
]
