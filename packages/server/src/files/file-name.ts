const longestName = 200

/**
 * A name for people and for saving, made from what the sender says: no folders, no control characters, nothing that turns the
 * direction of writing, so that `exe.gnp` cannot be shown as a picture. On disk files have other names.
 */
export function safeFileName(given: string | null | undefined): string {
  const [last = ''] = (given ?? '').normalize('NFC').split(/[/\\]/).slice(-1)
  const plain = last
    .replace(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu, '')
    .replace(/["<>|:*?]/g, '_')
    .trim()
    .replace(/^\.+|[. ]+$/g, '')
  return shortened(plain) || 'file'
}

/** Keeps what is behind the last dot. */
function shortened(name: string): string {
  const characters = [...name]
  if (characters.length <= longestName) return name
  const [extension = ''] = /\.[^.]{1,10}$/.exec(name) ?? []
  return characters.slice(0, longestName - extension.length).join('') + extension
}
