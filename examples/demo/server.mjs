// What `npm start` runs: the page on one origin, the chat server on another, and between them a line that can be broken.
import { allowedHosts } from './server/allowed-hosts.mjs'
import { createChatHost } from './server/chat-host.mjs'
import { dataFolder } from './server/data-folder.mjs'
import { openInBrowser } from './server/open-in-browser.mjs'
import { createPageServer } from './server/page-server.mjs'

/** Only this machine can reach the demo, unless another address is asked for. */
const host = process.env.DEMO_HOST || '127.0.0.1'
const hosts = allowedHosts(host)
/** The chat's port is the next one. When no port is asked for and the usual ones are taken, any two free ones will do. */
const usualPort = 8080
const askedPort = process.env.PORT === undefined ? undefined : Number(process.env.PORT)
/** With `npm run dev`, which starts this program anew time and again: the page reloads by itself. */
const isReloading = process.argv.includes('--live-reload')
if (askedPort !== undefined && !(Number.isInteger(askedPort) && askedPort >= 0 && askedPort < 65_535)) {
  console.error(`PORT: expected a whole number from 0 to 65534, got ${JSON.stringify(process.env.PORT)}`)
  process.exit(1)
}

const { page, chat, removeIfTemporary } = await startDemo()
console.log(
  `The demo is at ${page.origin} (its chat server at ${chat.originFor(new URL(page.origin).hostname)}). Ctrl+C ends it.`,
)
if (process.stdout.isTTY && !process.env.CI && !isReloading) openInBrowser(page.origin)

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    page.close()
    await chat.close()
    removeIfTemporary()
  })
}

async function startDemo() {
  try {
    return await listen(askedPort ?? usualPort)
  } catch (error) {
    if (!isTaken(error)) throw error
    if (askedPort === undefined) return await listen(0)
    console.error(
      `Port ${askedPort} or the next one, which the chat server uses, is in use: by another demo, or by another program. ` +
        'Stop that one, or set another PORT.',
    )
    process.exit(1)
  }
}

/** A demo that runs already has the file of the chats too, and is noticed by that first. */
function isTaken({ code, cause }) {
  return code === 'EADDRINUSE' || cause?.code === 'SQLITE_BUSY'
}

async function listen(port) {
  const { folder, removeIfTemporary } = dataFolder(port)
  const chat = await createChatHost({ host, port: port && port + 1, folder, hosts })
  try {
    return { chat, removeIfTemporary, page: await createPageServer({ host, port, hosts, chat, isReloading }) }
  } catch (error) {
    await chat.close()
    throw error
  }
}
