/**
 * Why there is no chat any more, in words for the visitor. `resumable`: it goes on elsewhere and can be had back.
 * @typedef {{ title: string, text: string, resumable?: boolean }} Ending
 */
const takenOver = {
  title: 'This chat is open elsewhere',
  text: 'Another browser has taken it, or a tab that shares nothing. Tabs that share have it together.',
  resumable: true,
}
const expired = {
  title: 'This chat has expired',
  text: 'The server no longer knows it. You can start a new one right away.',
}
const byReason = {
  left: { title: 'You have left the chat', text: 'Thank you for stopping by.' },
  expired,
  'taken-over': takenOver,
}

export const endings = {
  /** @returns {Ending} */
  ended({ reason }) {
    return byReason[reason] ?? { title: 'The chat has ended', text: `The other side has closed it (${reason}).` }
  },
  /** @returns {Ending} */
  notRestored(error) {
    if (error.code === 152) return expired
    if (error.name === 'InvalidStateError') return takenOver
    return { title: 'Your chat could not be opened', text: error.message, resumable: true }
  },
  /** @returns {Ending} */
  notStarted: (error) => ({ title: 'The chat could not be started', text: error.message }),
}
