import { CometD } from 'cometd'

const cometd = new CometD()
cometd.configure({ url: 'https://chat.example/cometd' })
cometd.handshake(({ successful }) => {
  if (!successful) return
  cometd.subscribe('/chat', ({ data }) => console.log(data))
  cometd.publish('/chat', 'Hello')
})
