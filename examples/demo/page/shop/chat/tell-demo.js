import { badCommands } from './tapped-transport.js'

const events = [
  'MessageReceived',
  'ParticipantJoined',
  'ParticipantLeft',
  'ParticipantUpdated',
  'Notice',
  'Typing',
  'Read',
]

/** Tells the page around the shop, where there is one, what the SDK reports. Returns what tells it of a session. */
export function tellDemo(chat, transport) {
  let session
  const tell = (type, told) => parent.dispatchEvent(new CustomEvent('shop', { detail: { type, told } }))
  const tellSession = () => tell('session', { id: session?.id, leads: session?.id && transport.leads })

  chat.onConnectivity((change) => tell('connectivity', change))
  transport.onConnect(() => tell('dialed'))
  chat.onRetry((retry) => tell('retry', retry))
  transport.onLeading((leads) => {
    tell('leading', leads)
    tellSession()
  })
  addEventListener('bad-command', async ({ detail: code }) => {
    const refused = await transport.sendRaw(badCommands[code]).then(
      () => undefined,
      (error) => error,
    )
    tell('bad-command', refused)
  })
  tellSession()

  return (opened) => {
    session = opened
    for (const name of events) opened[`on${name}`]((event) => tell('event', event))
    opened.onError((event) => tell('error', event))
    opened.onChanged(tellSession)
    opened.onSessionEnded(({ reason }) => {
      session = undefined
      tell('event', { type: 'EventSessionEnded', reason })
      tellSession()
    })
  }
}
