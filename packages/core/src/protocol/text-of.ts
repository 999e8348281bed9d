/**
 * What a message says, as plain text: its fallback, else its title, text, address or file name. For a widget, a bot or a log
 * that does not know the content's type, or cannot show it.
 */
export function textOf(content: { readonly type: string }): string {
  const { fallback, title, text, url, file } = content as { readonly [field: string]: unknown; readonly type: string }
  const name = (file as { readonly name?: unknown } | null | undefined)?.name
  // Nobody has checked content of an unknown type.
  const told = [fallback, title, text, url, name].find((part) => typeof part === 'string')
  return (told as string | undefined) ?? ''
}
