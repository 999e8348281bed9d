let starts = 0

/** An attach that starts a session. Each call starts another one, in whichever process it is made. */
export function startOf(
  name: string,
  fields: object = {},
): { readonly secret: string; readonly [field: string]: unknown } {
  const id = `${name}-${process.pid}-${(starts += 1)}`
  const secret = `secret of ${id}`.padEnd(43, '.')
  return { type: 'StartSession', id, secret, pageId: id, take: true, ...fields }
}

export function handshakeWith(attach: object): object {
  const supportedConnectionTypes = ['websocket', 'long-polling']
  return { id: '1', channel: '/meta/handshake', version: '1.0', supportedConnectionTypes, ext: { chat: attach } }
}

/** The client id that the reply to a handshake gives; `undefined` when it was refused. */
export function clientIdIn(reply: string): string | undefined {
  return /"clientId":"([^"]+)"/.exec(reply)?.[1]
}

let commands = 0

/** A chat command as a Bayeux message, yet without a client id. */
export function commandOf(command: object): object {
  const id = `command-${process.pid}-${(commands += 1)}`
  return { id, channel: '/service/chat', data: { id, ...command } }
}

/** A message of the visitor. */
export const messageOf = (text: string) => commandOf({ type: 'SendMessage', content: { type: 'text', text } })
