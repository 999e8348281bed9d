import { Client } from '@stomp/stompjs'

const client = new Client({ brokerURL: 'wss://chat.example/stomp' })
client.onConnect = () => {
  client.subscribe('/topic/chat', ({ body }) => console.log(body))
  client.publish({ destination: '/topic/chat', body: 'Hello' })
}
client.activate()
