import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** A server, as the path of a line names it. */
export interface NamedServer {
  readonly name: string
  /** Where the other servers reach its chat. */
  readonly url: string
}

const cipher = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/**
 * The paths that name the server of a line: `~n3.` and the server's internal url, encrypted and authenticated. So no list of
 * servers has to be kept, no page can make a server call a url that another server has not given, and no page sees one.
 */
export class LinePaths {
  readonly #key: Buffer

  constructor(secret: string) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'chat-transport line paths 1', 32))
  }

  seal({ name, url }: NamedServer): string {
    const nonce = randomBytes(nonceBytes)
    const sealing = createCipheriv(cipher, this.#key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(name))
    const sealed = Buffer.concat([nonce, sealing.update(url, 'utf8'), sealing.final(), sealing.getAuthTag()])
    return `~${name}.${sealed.toString('base64url')}`
  }

  /** `undefined` for what no server with the same secret has sealed. */
  open(path: string): NamedServer | undefined {
    const [, name, text] = /^~([A-Za-z\d-]{1,63})\.([\w-]{1,500})$/.exec(path) ?? []
    if (name === undefined || text === undefined) return undefined
    const sealed = Buffer.from(text, 'base64url')
    // One way of writing it alone: a path is compared as text too.
    if (sealed.length <= nonceBytes + tagBytes || sealed.toString('base64url') !== text) return undefined
    try {
      const opening = createDecipheriv(cipher, this.#key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
        .setAAD(Buffer.from(name))
        .setAuthTag(sealed.subarray(-tagBytes))
      const url = opening.update(sealed.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + opening.final('utf8')
      return { name, url }
    } catch {
      return undefined // forged, damaged, or sealed with another secret
    }
  }
}
