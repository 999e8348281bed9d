/** What is wrong with what a tab shows, or with what the server has, of what was said. Nothing, if all is empty. */
export interface Wrongs {
  readonly lost: readonly string[]
  readonly doubled: readonly string[]
  readonly outOfOrder: readonly string[]
}

export const nothingWrong: Wrongs = { lost: [], doubled: [], outOfOrder: [] }

/** Each text is the name of its page and a number, which counts up. */
export function compareSaid(shown: readonly string[], said: readonly string[]): Wrongs {
  const there = new Set(shown)
  const seen = new Set<string>()
  const latest = new Map<string, number>()
  const doubled: string[] = []
  const outOfOrder: string[] = []
  for (const text of shown) {
    const [name = '', number] = text.split(' ')
    if (seen.has(text)) doubled.push(text)
    else if (Number(number) < (latest.get(name) ?? 0)) outOfOrder.push(text)
    seen.add(text)
    latest.set(name, Number(number))
  }
  return { lost: said.filter((text) => !there.has(text)), doubled, outOfOrder }
}
