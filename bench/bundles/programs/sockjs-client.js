import SockJS from 'sockjs-client'

const socket = new SockJS('https://chat.example/sockjs')
socket.onmessage = ({ data }) => console.log(data)
socket.onopen = () => socket.send('Hello')
