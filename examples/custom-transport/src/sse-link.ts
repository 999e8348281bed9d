import type { AttachCommand, ChatCommand, OpenLink } from '@chat-transport/core'
import { EventSourceParserStream } from 'eventsource-parser/stream'

/**
 * A link over `fetch` and Server-Sent Events. The attach is a POST whose response is the event stream. Each command is another
 * POST, sent after the response to the one before, so that commands stay in order (L5). A comment line is a sign of life.
 * (An `EventSource` cannot post, and it reconnects by itself, which a link never does.)
 */
export function sseLink(url: string): OpenLink {
  return async function serverSentEvents(attach, line) {
    const stream = await post(attach, {})
    const headers = { 'chat-line': stream.headers.get('chat-line') ?? '' }
    stream.body
      ?.pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream({ onComment: () => line.alive() }))
      .pipeTo(new WritableStream({ write: ({ data }) => line.received(data) }))
      .then(() => line.lost(new Error('the server has ended the event stream')), line.lost)

    let last = Promise.resolve()
    return (command) => (last = last.then(async () => void (await post(command, headers))))

    async function post(command: AttachCommand | ChatCommand, headers: Record<string, string>): Promise<Response> {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(command),
        signal: line.signal, // closes all requests, also the stream (L4)
      })
      if (response.ok) return response
      throw new Error(`unable to post ${command.type}: ${response.status} ${await response.text()}`)
    }
  }
}
