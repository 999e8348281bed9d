import Pusher from 'pusher-js'

const channel = new Pusher('key', { cluster: 'eu' }).subscribe('private-chat')
channel.bind('client-message', (text) => console.log(text))
channel.bind('pusher:subscription_succeeded', () => channel.trigger('client-message', 'Hello'))
