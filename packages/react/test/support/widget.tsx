import { textOf, type TranscriptEntry } from '@chat-transport/core'
import { useChat, useTranscript } from '@chat-transport/react'
import type { ReactElement } from 'react'

/** A small chat: its status, what was said, and a button for each thing that can be done. */
export function Widget(): ReactElement {
  const { status, error, ended, open, send, leave, dismissError } = useChat()
  return (
    <>
      <output>{status}</output>
      <ul>
        {useTranscript().map((entry) => (
          <li key={entry.key}>{lineOf(entry)}</li>
        ))}
      </ul>
      {error && <strong>{error.code}</strong>}
      {ended && <em>{ended.reason}</em>}
      <button onClick={() => void open()}>open</button>
      <button onClick={() => void send('Hello')}>send</button>
      <button onClick={() => void leave()}>leave</button>
      <button onClick={dismissError}>dismiss</button>
    </>
  )
}

function lineOf({ event, command }: TranscriptEntry): string {
  if (event?.type === 'EventMessage') return `${event.party.name}: ${textOf(event.content)}`
  if (event) return event.type
  return command?.type === 'SendMessage' ? `(${textOf(command.content)})` : ''
}
