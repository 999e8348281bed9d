/** Parses JSON. Returns `undefined`, which is not a JSON value, if the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the caller refuses the text; the parser's message would quote it
  }
}
