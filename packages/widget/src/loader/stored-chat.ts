/** Whether a visitor has a chat here. Its key alone is looked at: what is in it is the SDK's. */
export function hasStoredChat(): boolean {
  try {
    return Object.entries(localStorage).some(([key]) => /^chat-transport.*session$/.test(key))
  } catch {
    return false // Frames without an origin have no storage.
  }
}
