import { Centrifuge } from 'centrifuge'

const centrifuge = new Centrifuge('wss://chat.example/connection/websocket')
const subscription = centrifuge.newSubscription('chat')
subscription.on('publication', ({ data }) => console.log(data))
subscription.subscribe()
centrifuge.connect()
subscription.publish('Hello')
