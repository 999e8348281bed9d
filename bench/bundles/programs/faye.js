import faye from 'faye'

const client = new faye.Client('https://chat.example/faye')
client.subscribe('/chat', (text) => console.log(text))
client.publish('/chat', 'Hello')
