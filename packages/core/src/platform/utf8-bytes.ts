/** How many bytes a text takes on the wire. By Blob, since jsdom under Jest has no TextEncoder. */
export const utf8Bytes = (text: string): number => new Blob([text]).size
