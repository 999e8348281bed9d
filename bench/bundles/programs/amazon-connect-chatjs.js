import 'amazon-connect-chatjs'

fetch('https://chat.example/start')
  .then((response) => response.json())
  .then(async (chatDetails) => {
    const session = globalThis.connect.ChatSession.create({ chatDetails, type: 'CUSTOMER' })
    session.onMessage(({ data }) => console.log(data.Content))
    await session.connect()
    await session.sendMessage({ contentType: 'text/plain', message: 'Hello' })
  })
