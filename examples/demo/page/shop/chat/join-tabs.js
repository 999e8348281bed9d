// The second script tag in index.html has defined it.
const { sharedState } = globalThis.ChatTransportTabs

/** `begun`: when a tab has begun a chat, or has it back, epoch milliseconds. */
const begun = sharedState('shop-chat', { begun: 0 })

/** What one tab begins is there in the others: those that have no chat, or one that is over, come to it. */
export function joinTabs(session) {
  const { begun: before } = begun.get()
  let isBegun = false

  session.onChanged(() => {
    if (isBegun || session.id === '') return
    isBegun = true
    begun.set({ begun: Date.now() })
  })
  begun.subscribe(() => {
    const isFree = isBegun ? session.status === 'ended' && !hasUnsent(session) : session.id === ''
    if (isFree && begun.get().begun > before) location.reload()
  })
}

const hasUnsent = ({ transcript }) => transcript.some(({ delivery }) => delivery === 'failed')
