import type { EventEmitter } from 'node:events'

type Emit = (event: string | symbol, ...values: unknown[]) => boolean

/**
 * Sees what an emitter emits before its listeners do. What is ours goes to our listeners only, whatever has been added to
 * the emitter before or since. Its own listeners stay where their owners put them. Returns the function that ends this.
 */
export function interceptEmit(emitter: EventEmitter, isOurs: Emit, ours: EventEmitter): () => void {
  const original = emitter.emit
  const wasOwn = Object.hasOwn(emitter, 'emit')
  // Through the emitter's own `emit`: tracing tools put theirs there, and are to see our requests as well.
  const replaced: Emit = (event, ...values) =>
    original.call(isOurs(event, ...values) ? ours : emitter, event, ...values)
  emitter.emit = replaced
  return () => {
    // One that was put over ours since calls ours, and stays.
    if (emitter.emit !== replaced) return
    if (wasOwn) emitter.emit = original
    else Reflect.deleteProperty(emitter, 'emit')
  }
}
