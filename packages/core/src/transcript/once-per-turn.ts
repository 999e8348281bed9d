/** Runs once for all calls of one turn, right after it: a replay is one change to look at, not a hundred thousand. */
export function oncePerTurn(run: () => void): () => void {
  let planned = false
  return () => {
    if (planned) return
    planned = true
    queueMicrotask(() => {
      planned = false
      run()
    })
  }
}
