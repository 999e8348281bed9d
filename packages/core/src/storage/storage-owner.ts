import { toJson } from '../platform/to-json.ts'

/** Below 2^44, so that no step of the hash is rounded. */
const prime = 17_592_186_044_399

/**
 * What the keys of one owner's session and queues begin with: a hash of where the transport connects and who the visitor is,
 * the same in each page. What another owner has stored is not there. Empty when neither is known.
 */
export function ownerPrefix(address: string | undefined, visitor: string | undefined): string {
  if (address === undefined && visitor === undefined) return ''
  let hash = 0
  for (const character of toJson([address, visitor])) hash = (hash * 257 + character.charCodeAt(0)) % prime
  return `${hash.toString(36)}.`
}
