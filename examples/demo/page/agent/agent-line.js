const retryMs = 500

/**
 * The console's way to the chats: the agent API, on this page's own origin, so it goes on working while the chat line is broken.
 * It comes back with the index of the last event of each chat and misses nothing. A call that has no answer yet is made again by the
 * same id, and has one effect.
 *
 * @param {{
 *   api: { path: string, token: string },
 *   cursors: () => object,
 *   onItem: (item: object) => void,
 *   onConnected: (isConnected: boolean) => void,
 * }} options
 */
export function openAgentLine({ api, cursors, onItem, onConnected }) {
  /** @type {Map<string, { message: string, settle: (answer: object) => void }>} calls without an answer, in order */
  const calls = new Map()
  const name = crypto.getRandomValues(new Uint32Array(4)).join('-')
  let made = 0
  let socket

  connect()

  async function connect() {
    try {
      const { ticket } = await newTicket(api)
      open(`${location.origin.replace('http', 'ws')}${api.path}/feed?ticket=${ticket}`)
    } catch {
      lost() // the server is away for a moment
    }
  }

  function open(url) {
    socket = new WebSocket(url)
    socket.addEventListener('open', () => {
      socket.send(JSON.stringify({ type: 'subscribe', sessions: cursors() }))
      for (const { message } of calls.values()) socket.send(message)
      onConnected(true)
    })
    socket.addEventListener('message', ({ data }) => {
      const item = JSON.parse(data)
      if (item.type === 'answer') settle(item)
      else onItem(item)
    })
    socket.addEventListener('close', lost)
  }

  function lost() {
    onConnected(false)
    setTimeout(connect, retryMs)
  }

  function settle(answer) {
    calls.get(answer.id)?.settle(answer)
    calls.delete(answer.id)
  }

  return {
    /** Rejects with what the API says when it refuses. */
    call(operation, path, body) {
      const id = `${name}-${++made}`
      const message = JSON.stringify({ type: 'call', id, operation, path, body })
      return new Promise((resolve, reject) => {
        const settle = ({ problem, body }) => (problem ? reject(new Error(problem.detail)) : resolve(body))
        calls.set(id, { message, settle })
        if (socket?.readyState === WebSocket.OPEN) socket.send(message)
      })
    },
  }
}

async function newTicket({ path, token }) {
  const response = await fetch(`${path}/ticket`, { method: 'POST', headers: { Authorization: `Bearer ${token}` } })
  if (!response.ok) throw new Error(`no ticket: ${response.status}`)
  return response.json()
}
