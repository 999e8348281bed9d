/** Engines keep a text in one byte a character when every character is in Latin-1, and in two otherwise. */
const needsTwoBytes = /[^\u0000-\u00ff]/

/** How many bytes of memory `text` takes. */
export function memoryBytes(text: string): number {
  return needsTwoBytes.test(text) ? 2 * text.length : text.length
}
