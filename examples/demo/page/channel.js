/**
 * The controls' own way to the demo's server, by this page's origin. It has nothing to do with the chat
 * line, so it goes on working while that is broken.
 */
export function openChannel() {
  const handlers = new Map()
  new EventSource('/channel').addEventListener('message', ({ data }) => {
    const event = JSON.parse(data)
    handlers.get(event.type)?.(event)
  })

  let last = Promise.resolve()

  return {
    on: (type, handler) => void handlers.set(type, handler),
    /** One after the other: requests under way at the same time may overtake one another. */
    post(path, body = {}) {
      const done = last.then(() => request(path, body))
      last = done.catch(() => undefined) // whoever asked for it hears of it
      return done
    },
  }
}

async function request(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`)
}
