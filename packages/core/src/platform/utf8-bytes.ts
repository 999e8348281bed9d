/** How many bytes a text takes on the wire. Counted, since jsdom under Jest has no TextEncoder, and to make a Blob takes long. */
export function utf8Bytes(text: string): number {
  let bytes = 0
  for (const letter of text) bytes += letter < '\x80' ? 1 : letter < '\u0800' ? 2 : letter.length === 1 ? 3 : 4
  return bytes
}
