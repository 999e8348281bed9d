import { Socket } from 'phoenix'

const socket = new Socket('wss://chat.example/socket')
socket.connect()
const channel = socket.channel('chat')
channel.on('message', (payload) => console.log(payload))
channel.join()
channel.push('message', { text: 'Hello' })
