import mqtt from 'mqtt'

const client = mqtt.connect('wss://chat.example/mqtt')
client.on('message', (topic, payload) => console.log(String(payload)))
client.subscribe('chat')
client.publish('chat', 'Hello')
