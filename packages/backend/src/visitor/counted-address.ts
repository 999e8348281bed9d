/**
 * The address by which starts are counted. Of IPv6 it is the network (/64), because a client has all addresses of one.
 * `undefined` for this machine and for private networks: behind a proxy everybody has the proxy's address.
 */
export function countedAddress(address: string | undefined): string | undefined {
  if (address === undefined) return undefined
  const lower = address.trim().toLowerCase()
  const counted = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(lower)?.[1] ?? lower
  if (counted === '' || isPrivate(counted)) return undefined
  return counted.includes(':') ? network(counted) : counted
}

const isPrivate = (address: string) =>
  /^(127|10)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^169\.254\.|^::1$|^f[cd][0-9a-f]{2}:|^fe[89ab][0-9a-f]:/.test(
    address,
  )

/** The first four of its eight groups. */
function network(address: string): string {
  const [start = '', end] = address.split('::')
  const groups = start === '' ? [] : start.split(':')
  const last = end === undefined || end === '' ? [] : end.split(':')
  const zeros = end === undefined ? [] : Array<string>(Math.max(0, 8 - groups.length - last.length)).fill('0')
  return `${[...groups, ...zeros, ...last].slice(0, 4).join(':')}::/64`
}
