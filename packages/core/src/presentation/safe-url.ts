import type { FileDescription } from '../protocol/message-content.ts'
import type { Uploads } from '../protocol/protocol.ts'

const safeSchemes = ['http:', 'https:', 'mailto:', 'tel:']

/**
 * The address as a whole, if a link may lead there: `http`, `https`, `mailto` or `tel`. `undefined` for `javascript:` and the like,
 * and for what is no address. `base`: what a relative one is relative to; without it there are none.
 */
export function safeUrl(url: string, base?: string): string | undefined {
  try {
    const parsed = new URL(url, base)
    return safeSchemes.includes(parsed.protocol) ? parsed.href : undefined
  } catch {
    return undefined // It is no address.
  }
}

/** Where a file is; `undefined` while it has no address. `uploads`: the session's, which a relative address is relative to. */
export function fileUrl({ url }: FileDescription, uploads: Pick<Uploads, 'url'> | undefined): string | undefined {
  const found = url === undefined ? undefined : safeUrl(url, uploads?.url)
  return found?.startsWith('http') ? found : undefined
}
