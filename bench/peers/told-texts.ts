/** What was said, until the server has told it. */
export class ToldTexts {
  readonly #waiting = new Map<string, () => void>()

  wait(text: string): Promise<void> {
    return new Promise((resolve) => this.#waiting.set(text, resolve))
  }

  arrived(text: string): void {
    this.#waiting.get(text)?.()
    this.#waiting.delete(text)
  }
}
