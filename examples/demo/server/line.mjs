import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/**
 * The line between the visitor's page and the chat server: a TCP proxy that really breaks. `open`: all is well.
 * `cut`: connections end and new ones are refused. `silent`: everything looks connected and nothing comes through.
 *
 * @typedef {'open' | 'cut' | 'silent'} LineState
 */
export const lineStates = ['open', 'cut', 'silent']

/** @param {{ port: number, host: string, target: { host: string, port: () => number } }} options `target`: the server behind it */
export async function openLine({ port, host, target }) {
  /** @type {LineState} */
  let state = 'open'
  const pairs = new Set()

  const server = createServer((client) => {
    if (state === 'cut') return void client.resetAndDestroy()
    const pair = join(client, connect({ host: target.host, port: target.port() }))
    pairs.add(pair)
    client.once('close', () => pairs.delete(pair))
    if (state === 'silent') pair.hold()
  })
  server.listen(port, host)
  await once(server, 'listening')

  return {
    port: server.address().port,
    get state() {
      return state
    },
    set(/** @type {LineState} */ next) {
      state = next
      const act = { open: 'release', cut: 'end', silent: 'hold' }[next]
      for (const pair of pairs) pair[act]()
    },
    close() {
      for (const pair of pairs) pair.end()
      server.close()
    },
  }
}

/** Two sockets as one connection, whose bytes can be held back. */
function join(client, upstream) {
  const sockets = [client, upstream]
  const end = () => sockets.forEach((socket) => socket.destroy())
  for (const socket of sockets) socket.setNoDelay(true).on('error', end).on('close', end)

  const hold = () => {
    client.unpipe(upstream).pause()
    upstream.unpipe(client).pause()
  }
  const release = () => {
    hold() // so that releasing what flows already does not double it
    client.pipe(upstream)
    upstream.pipe(client)
  }
  release()
  return { hold, release, end }
}
