/** A stream such as that of a language model, which gives its words when the test says so. */
export interface WordStream {
  readonly stream: AsyncIterable<string>
  /** All that it has given. */
  readonly given: string
  give(count: number): void
  end(): void
}

/** Some of them are of several bytes, or of two code units. */
const kinds = ['word', 'Wörter', '言葉', '🙂']

/** `beginning`: what it gives first, so that it can be told from others. */
export function createWordStream(beginning?: string): WordStream {
  const words: string[] = beginning === undefined ? [] : [beginning]
  let isOver = false
  let wake = (): void => undefined
  async function* stream() {
    for (let place = 0; ; place++) {
      while (place >= words.length && !isOver) await new Promise<void>((resolve) => (wake = resolve))
      const word = words[place]
      if (word === undefined) return
      yield word
    }
  }
  return {
    stream: stream(),
    get given() {
      return words.join('')
    },
    give(count) {
      for (let n = 0; n < count; n++) words.push(`${kinds[words.length % kinds.length]}${words.length} `)
      wake()
    },
    end() {
      isOver = true
      wake()
    },
  }
}
