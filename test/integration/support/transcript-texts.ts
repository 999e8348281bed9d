import type { TranscriptEvent } from '@chat-transport/core'

/** The texts of the messages in the server's transcript, in order. */
export function textsOf(transcript: readonly TranscriptEvent[]): string[] {
  return transcript.flatMap((event) =>
    event.type === 'EventMessage' && event.content.type === 'text' ? [event.content.text] : [],
  )
}
