// The chat of the shop. A site needs none of this: it writes <chat-widget server="https://…"> and is done. This page makes the chat
// itself, to choose the transport, to say who has signed in, and to show what the SDK tells a page.
import { chosen } from '/faults/choices.js'
import { widgetTabs } from '/widget/chat-widget.js'
import { credentials, signedIn } from './account.js'
import { tellDemo } from './chat/tell-demo.js'
import { createTransport, setWeather } from './chat/transports.js'
import { watchChat } from './chat/watch-chat.js'

// The plain script tag in index.html has defined it.
const { createChat } = globalThis.ChatTransport

const { chatUrls } = await (await fetch('/settings.json')).json()
const before = chosen.get()
/** `?alone`: a tab as in a browser that cannot share. It has its own line, and so takes the chat from the others. */
const alone = new URLSearchParams(parent.location.search).has('alone')

const transport = createTransport(before.transport, chatUrls, { alone })
const chat = createChat({
  transport,
  credentials,
  files: () => import('/sdk/files.js'), // Loaded with the first file.
  typingPreview: true,
})
const tellOf = tellDemo(chat, transport)
let session

const widget = document.querySelector('chat-widget')
widget.request = { nickname: 'Ada', subject: document.title }
widget.tabs = alone ? undefined : widgetTabs(transport)
widget.chat = watchChat(chat, (opened) => {
  session = opened
  tellOf(opened)
})

/** The chat goes on, as that of the user who has signed in. Without a line the server hears of it with the next one. */
export function identify() {
  session?.identify().catch(() => undefined) // The session tells of it: an error of the server, or its own end.
}

/** Nothing is left of the chat in this browser, nor of who had it. It goes on at the server, for when they come back. */
export function signOut() {
  signedIn.clear()
  void widget.signOut()
}

// Another transport is for a page that is loaded anew: the chat goes on in it. What happens to events changes at once.
setWeather(before.weather)
chosen.subscribe(() => {
  const { transport: choice, weather } = chosen.get()
  if (choice === before.transport) setWeather(weather)
  else location.reload()
})
