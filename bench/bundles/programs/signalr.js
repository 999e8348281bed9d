import { HubConnectionBuilder } from '@microsoft/signalr'

const connection = new HubConnectionBuilder().withUrl('https://chat.example/chat').withAutomaticReconnect().build()
connection.on('message', (text) => console.log(text))
connection.start().then(() => connection.invoke('say', 'Hello'))
