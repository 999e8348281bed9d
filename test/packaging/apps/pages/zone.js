// What Angular does with zone.js, and no more: the app is stable when nothing is under way in its zone.
import 'zone.js'
import { cometdTransport } from '@chat-transport/cometd'
import { createChat } from '@chat-transport/core'

const parameters = new URLSearchParams(location.search)
const outside = Zone.current
const app = outside.fork({
  name: 'app',
  onHasTask(...[delegate, , target, tasks]) {
    delegate.hasTask(target, tasks)
    window.isStable = !tasks.macroTask && !tasks.microTask
  },
})

app.run(() => {
  const zone = parameters.has('outside') ? outside : app
  const transport = cometdTransport({ url: parameters.get('chat'), transports: ['long-polling'] })
  const session = zone.run(() => createChat({ transport }).openSession({ nickname: 'Ada' }))
  const list = document.body.appendChild(document.createElement('ul'))
  session.onMessageReceived(({ party, content }) => {
    const show = () => (list.appendChild(document.createElement('li')).textContent = `${party.name}: ${content.text}`)
    app.run(show)
  })
  window.say = (text) => zone.run(() => session.sendMessage(text))
})
