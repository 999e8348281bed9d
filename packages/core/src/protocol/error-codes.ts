/** The codes that core acts on, each by itself: a bundler puts the number in its place. `ErrorCode` has all for the page. */
export const unknownSession = 50
export const stoppedByDecorator = 51
export const executionFailed = 52
export const serverNotAvailable = 100
export const loginFailed = 101
export const connectionInterrupted = 150
export const invalidResponse = 151
export const restorationFailed = 152
