import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** What npm has sent of a package. */
export interface PublishedPackage {
  readonly name: string
  readonly version: string
  readonly channel: string
  readonly access: string
  readonly tarball: Buffer
}

export interface LocalRegistry {
  readonly url: string
  /** In the order in which they came. */
  readonly published: readonly PublishedPackage[]
  /** How many packages it takes in all; it refuses the others. */
  takeOnly(count: number): void
}

interface Publication {
  readonly name: string
  readonly access: string
  readonly 'dist-tags': Readonly<Record<string, string>>
  readonly _attachments: Readonly<Record<string, { readonly data: string }>>
}

/** A registry of this machine, to publish to in a test. */
export async function startRegistry(): Promise<LocalRegistry> {
  const published: PublishedPackage[] = []
  let room = Infinity
  const server = createServer((request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
    const handle = async () => {
      if (request.method !== 'PUT') return answer(...describedAs(nameIn(request)))
      const publication = (await json(request)) as Publication
      if (published.length >= room) return answer(403, { error: 'not now' })
      published.push(packageOf(publication))
      return answer(201, { ok: true })
    }
    handle().catch((error: unknown) => response.destroy(error as Error))
  })

  function describedAs(name: string): [status: number, body: object] {
    const known = published.filter((one) => one.name === name)
    if (known.length === 0) return [404, { error: 'not found' }]
    const versions = known.map(({ version }) => [version, { name, version }])
    const channels = known.map(({ channel, version }) => [channel, version])
    return [200, { name, versions: Object.fromEntries(versions), 'dist-tags': Object.fromEntries(channels) }]
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    published,
    takeOnly: (count) => (room = count),
  }
}

const nameIn = ({ url = '/' }: IncomingMessage) => decodeURIComponent(url.slice(1))

function packageOf(publication: Publication): PublishedPackage {
  const [[channel = '', version = ''] = []] = Object.entries(publication['dist-tags'])
  const [attached] = Object.values(publication._attachments)
  const tarball = Buffer.from(attached?.data ?? '', 'base64')
  return { name: publication.name, version, channel, access: publication.access, tarball }
}
