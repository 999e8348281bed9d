import { useState } from 'react'
import { ChatBox } from './chat-box'
import { chats } from './chats.js'

/** Whose chat is shown: buttons change it, and take it away. */
export function App() {
  const [visitor, setVisitor] = useState('Ada')
  return (
    <>
      {['Ada', 'Bob', 'nobody'].map((name) => (
        <button key={name} onClick={() => setVisitor(name)}>
          {name}
        </button>
      ))}
      <h1>The chat of {visitor}</h1>
      {chats[visitor] && <ChatBox chat={chats[visitor]} nickname={visitor} />}
    </>
  )
}
