/** A link of somebody else's, to a server that is not running: port 47 is nobody's. */
export const openLink = async (attach, { signal }) => {
  await fetch('http://127.0.0.1:47/', { method: 'POST', body: JSON.stringify(attach), signal })
  return () => undefined
}
