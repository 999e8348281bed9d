import ReconnectingWebSocket from 'reconnecting-websocket'

const socket = new ReconnectingWebSocket('wss://chat.example')
socket.onmessage = ({ data }) => console.log(data)
socket.send('Hello')
