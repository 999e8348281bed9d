/** A sign of typing that is not renewed lapses after this time (P33). */
export const typingLapseMs = 10_000

/** The largest `limit` of a `ReadTranscript`, and the most events that its answer has (P106). */
export const mostEarlierEvents = 200
