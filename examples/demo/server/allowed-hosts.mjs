import { createServer } from 'node:http'
import { isIP } from 'node:net'

const loopbackNames = ['localhost', '127.0.0.1', '[::1]']

/**
 * Which names a request may use for this server in its `Host` header: the loopback names, and if the server is bound elsewhere,
 * also the name it is bound to and every IP address.
 *
 * This stops DNS rebinding: an attacker's site points its own name at this machine, so that a browser counts this server as part
 * of that site. Such a request still carries the attacker's name as `Host`.
 *
 * @param {string} boundTo the address or name that the server listens on
 */
export function allowedHosts(boundTo) {
  const isElsewhere = !loopbackNames.includes(inUrl(boundTo))
  const isAllowed = (name) =>
    loopbackNames.includes(name) || (isElsewhere && (name === inUrl(boundTo) || isIP(name.replace(/^\[|\]$/g, '')) > 0))

  return {
    /** The name in the request's `Host` header, without the port, if it is allowed. */
    nameIn({ headers: { host } }) {
      const name = host && URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : ''
      return isAllowed(name) ? name : undefined
    },
    isAllowed,
  }
}

/** A name or an address as it stands in a URL: IPv6 addresses have brackets. */
export const inUrl = (host) => (isIP(host) === 6 ? `[${host}]` : host.toLowerCase())

/**
 * An HTTP server that passes on to `inner` the requests and upgrades whose `Host` is allowed. It answers the others with 403.
 *
 * @param {import('node:http').Server} inner a server that does not listen itself
 */
export function withAllowedHosts(inner, hosts) {
  const outer = createServer((request, response) => {
    if (hosts.nameIn(request)) return void inner.emit('request', request, response)
    response.writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' }).end(refusal(request))
  })
  if (inner.listenerCount('upgrade') > 0)
    outer.on('upgrade', (request, socket, head) => {
      // Between two servers of one path nobody takes it.
      if (hosts.nameIn(request)) return void (inner.emit('upgrade', request, socket, head) || socket.destroy())
      const head403 = 'HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n'
      socket.end(head403 + refusal(request))
    })
  return outer
}

const refusal = ({ headers: { host = '' } }) =>
  `This demo does not answer requests for the host "${host.slice(0, 200)}". Open it as localhost or 127.0.0.1, ` +
  'or set DEMO_HOST to the name or address that it should listen on.\n'
