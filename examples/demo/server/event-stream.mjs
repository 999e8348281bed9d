/** A page may leave this much unread. Then its stream ends, and the page connects again and gets a new snapshot. */
const mostUnreadBytes = 16 * 1024 * 1024

/**
 * Server-Sent Events to every open page. A page gets the events of `snapshot` when it connects, then everything that is published.
 * Events are `{ type, … }` objects.
 */
export function createEventStream(snapshot) {
  const responses = new Set()
  const write = (response, event) => {
    if (response.writableLength > mostUnreadBytes) response.destroy()
    else response.write(`data: ${JSON.stringify(event)}\n\n`)
  }

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
