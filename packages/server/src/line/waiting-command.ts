/** A command that waits for its turn. It waits as text, because as an object it may take twenty times as much memory. */
export class WaitingCommand {
  readonly bytes: number
  /** The text, or the command that cannot be written as text. */
  readonly #content: { readonly text: string } | { readonly command: unknown }

  /** `mostBytes` is what a command counts as that cannot be written as text: one that is missing, or nested too deeply. */
  constructor(command: unknown, mostBytes: number) {
    const text = jsonText(command)
    this.bytes = text === undefined ? mostBytes : Buffer.byteLength(text)
    this.#content = text === undefined ? { command } : { text }
  }

  /** The command as it came. */
  read(): unknown {
    return 'text' in this.#content ? (JSON.parse(this.#content.text) as unknown) : this.#content.command
  }
}

function jsonText(command: unknown): string | undefined {
  try {
    return JSON.stringify(command)
  } catch {
    return undefined // it is nested so deeply that the stack is too small; the back end refuses it
  }
}
