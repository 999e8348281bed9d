import { inspect, must } from '../../case/outcome.ts'
import { startCommand } from '../case/commands.ts'
import { givenCarriedOut, givenSession } from '../case/given.ts'
import { networkReason } from '../line/network-reason.ts'
import { openRawSocket } from '../line/raw-socket.ts'
import { rawPost } from '../line/raw-post.ts'
import type { ServerCase, ServerCaseContext } from '../case/server-case.ts'
import { mustStillServe } from '../case/must-still-serve.ts'

interface Garbage {
  /** The case is `P54/<name>`. */
  readonly name: string
  readonly what: string
  readonly frame: string | Uint8Array
}

const handshake = { id: '1', channel: '/meta/handshake', version: '1.0', ext: { chat: startCommand() } }

const garbage: readonly Garbage[] = [
  { name: 'no-json', what: 'no JSON', frame: 'this is no JSON' },
  { name: 'half-an-array', what: 'half of a JSON array', frame: '[{"channel":"/meta/handshake","id":"1",' },
  { name: 'string', what: 'a string', frame: '"hello"' },
  { name: 'null', what: 'null', frame: 'null' },
  { name: 'numbers', what: 'an array of numbers', frame: '[1,2,3]' },
  { name: 'nulls', what: 'an array of null', frame: '[null]' },
  { name: 'no-channel', what: 'a message without a channel', frame: '[{"id":"1","data":{}}]' },
  {
    name: 'channel-object',
    what: 'a message whose channel is an object',
    frame: '[{"id":"1","channel":{"toString":1}}]',
  },
  {
    name: 'ext-string',
    what: 'a handshake whose ext is a string',
    frame: JSON.stringify([{ ...handshake, ext: 'chat' }]),
  },
  { name: 'deep-brackets', what: 'brackets, 100,000 deep', frame: '['.repeat(100_000) },
  { name: 'empty-frame', what: 'an empty frame', frame: '' },
]

/** Garbage in place of Bayeux: P54. Each kind is met with an answer or a closed line, and others do not notice. */
export const garbageCases: readonly ServerCase[] = garbage.map((each): ServerCase => ({
  id: `P54/${each.name}`,
  rule: 'P54',
  on: ['websocket', 'long-polling'],
  phase: 'alone',
  title: `answers ${each.what} in place of Bayeux messages with HTTP 400, or closes the WebSocket, and disturbs no other session`,
  async run(context) {
    const bystander = await givenSession(context)
    if (context.transport === 'websocket') await mustCloseSocket(context, each)
    else await mustAnswerPost(context, each)
    await mustStillServe(context, each.what)
    must(!bystander.line.end, `${each.what} on one line ended the line of another session: ${bystander.line.end?.text}`)
    await givenCarriedOut(context, bystander.line)
  },
}))

async function mustCloseSocket(context: ServerCaseContext, { what, frame }: Garbage): Promise<void> {
  const socket = openRawSocket(context.url)
  context.onEnd(() => socket.close())
  context.trace('socket', '▶', frame.slice(0, 100))
  socket.send(frame)
  await context.until(
    `a WebSocket on which ${what} came is closed, or it is answered`,
    () => socket.end ?? socket.frames.length > 0,
  )
  const accepted = socket.frames.find((text) => text.includes('EventAttached'))
  must(!accepted, `${what} was answered with ${inspect(accepted)}`)
}

async function mustAnswerPost(context: ServerCaseContext, { what, frame }: Garbage): Promise<void> {
  context.trace('post', '▶', frame.slice(0, 100))
  const { status, text } = await rawPost(context.url, String(frame)).catch((cause: Error) => ({
    status: 0,
    text: networkReason(cause),
  }))
  context.trace('post', '◀', status, text)
  must(status !== 0, `a post of ${what} was not answered: ${text}`)
  must(!text.includes('EventAttached'), `a post of ${what} was answered with ${inspect(text)}`)
  const isRefused = status >= 400 || text.includes('"successful":false')
  must(isRefused, `a post of ${what} is to be answered with HTTP 400, and was with ${status} ${inspect(text)}`)
  if (status >= 500) context.note(`${what} was answered with HTTP ${status}: 400 says whose fault it is.`)
}
