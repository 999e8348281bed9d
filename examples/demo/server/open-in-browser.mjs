import { spawn } from 'node:child_process'

const openers = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''], linux: ['xdg-open'] }

/** Opens `url` in the person's browser, where there is one to open it in. The URL has been printed anyway. */
export function openInBrowser(url) {
  const [program, ...args] = openers[process.platform] ?? openers.linux
  const opener = spawn(program, [...args, url], { stdio: 'ignore', detached: true })
  opener.on('error', () => undefined) // no desktop, no opener: they have the URL
  opener.unref()
}
