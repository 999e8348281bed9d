/** Resolves one task later, when every promise that can settle has. Uses no timer, since a test may have replaced them. */
export function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => (typeof MessageChannel === 'undefined' ? readNothing(resolve) : sendNothing(resolve)))
}

function sendNothing(done: () => void): void {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    done()
  }
  port2.postMessage(null)
}

/** For jsdom under Jest, which leaves out `MessageChannel` but has files. */
function readNothing(done: () => void): void {
  const reader = new FileReader()
  reader.onloadend = done
  reader.readAsText(new Blob())
}
