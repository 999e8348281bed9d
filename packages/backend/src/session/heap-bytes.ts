/** A string, number or field takes about this much beside its characters. */
const valueBytes = 32
const containerBytes = 64

/** About how much memory a JSON value takes as objects. Many tiny values take far more than their JSON. */
export function heapBytes(value: unknown): number {
  if (typeof value === 'string') return valueBytes + 2 * value.length
  if (typeof value !== 'object' || value === null) return valueBytes
  let bytes = containerBytes
  for (const [name, entry] of Object.entries(value))
    bytes += heapBytes(entry) + (Array.isArray(value) ? 0 : valueBytes + 2 * name.length)
  return bytes
}
