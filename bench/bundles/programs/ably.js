import { BaseRealtime, FetchRequest, WebSocketTransport } from 'ably/modular'

const client = new BaseRealtime({ authUrl: 'https://chat.example/auth', plugins: { FetchRequest, WebSocketTransport } })
const channel = client.channels.get('chat')
channel.subscribe(({ data }) => console.log(data))
channel.publish('message', 'Hello')
