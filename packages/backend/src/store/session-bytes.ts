/** What a session takes in memory besides its texts: its entry in the store, and its live session. */
export const sessionBytes = 12_500
