/**
 * Server-Sent Events to every open page: each gets what `snapshot` says when it connects, then what is published.
 * Events are `{ type, … }` objects.
 */
export function createEventStream(snapshot) {
  const responses = new Set()
  const write = (response, event) => response.write(`data: ${JSON.stringify(event)}\n\n`)

  return {
    handle(_request, response) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
      responses.add(response)
      response.on('close', () => responses.delete(response))
      for (const event of snapshot()) write(response, event)
    },
    publish(event) {
      for (const response of responses) write(response, event)
    },
    close() {
      for (const response of responses) response.end()
    },
  }
}
