// Loaded before a server of the test: its wall clock is wrong by so many milliseconds.
const offsetMs = Number(process.env.CLOCK_OFFSET_MS)
const rightNow = Date.now
Date.now = () => rightNow() + offsetMs
