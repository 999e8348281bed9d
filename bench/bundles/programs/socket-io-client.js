import { io } from 'socket.io-client'

const socket = io('https://chat.example')
socket.on('message', (text) => console.log(text))
socket.emit('message', 'Hello')
