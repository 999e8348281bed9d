/** Of each kind so many ids are remembered, so that a chat of any length takes no more memory. */
const mostRemembered = 5_000

/** Gives each id another name, such as `command-3`: the same for the same id. */
export function createPseudonyms(): (kind: string, id: string) => string {
  const kinds = new Map<string, { count: number; readonly names: Map<string, string> }>()
  return (kind, id) => {
    const known = kinds.get(kind) ?? { count: 0, names: new Map<string, string>() }
    kinds.set(kind, known)
    const { names } = known
    const name = names.get(id) ?? `${kind}-${++known.count}`
    // Anew, so that those which are in use stay.
    names.delete(id)
    names.set(id, name)
    if (names.size > mostRemembered) {
      const [oldest = id] = names.keys()
      names.delete(oldest)
    }
    return name
  }
}
