import { createAgentConsole } from './agent/agent-console.js'
import { openChannel } from './channel.js'
import { createControls } from './controls/controls.js'
import { createRoute } from './controls/route.js'
import { createRibbon } from './timeline/ribbon.js'
import { createTimeline } from './timeline/timeline.js'
import { createAttention } from './visitor/attention.js'
import { createChatWindow } from './visitor/chat-window.js'
import { createVisitor } from './visitor/visitor.js'
import { createWindowToggle } from './visitor/window-toggle.js'

const { chatUrls, agentApi } = await (await fetch('/settings.json')).json()

const channel = openChannel()
const timeline = createTimeline()
const route = createRoute({ pageOrigin: location.origin, chatOrigin: new URL(chatUrls.cometd).origin })

const view = createChatWindow({
  start: (request, unsent) => visitor.start(request, unsent),
  restore: () => visitor.restore(),
  send: (text) => visitor.send(text),
  attach: (files) => visitor.attach(files),
  messages: {
    answer: (content) => visitor.messages.answer(content),
    edit: (index, text) => visitor.messages.edit(index, text),
    delete: (index) => visitor.messages.delete(index),
    react: (index, emoji, on) => visitor.messages.react(index, emoji, on),
    retry: (key) => visitor.messages.retry(key),
    discard: (key) => visitor.messages.discard(key),
  },
  typing: (typed) => visitor.typing(typed),
  signIn: (name) => visitor.signIn(name),
  signOut: () => visitor.signOut(),
  leave: () => visitor.leave(),
})
const visitor = createVisitor({
  urls: chatUrls,
  view,
  attention: createAttention(),
  timeline,
  ribbon: createRibbon(),
  onConnectivity: route.setConnectivity,
  onLeading: route.setLeading,
})
createWindowToggle({ onOpened: () => visitor.markRead() })
createAgentConsole({ api: agentApi, timeline, filesFrom: chatUrls.cometd })
createControls({ channel, timeline, route, visitor })

document.addEventListener('visibilitychange', () => visitor.markRead())
await visitor.restore()
