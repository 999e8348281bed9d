import { BlockList, isIP, SocketAddress } from 'node:net'

/** What is counted for an address. */
export interface CountedAddress {
  /** The same for all that is counted together: an IPv4 address, or the network (/64) of an IPv6 address. */
  readonly key: string
  /** Whether it is of this machine or of a private network. Behind a proxy everybody may have it. */
  readonly isPrivate: boolean
}

const longestKey = 100

const privateNetworks = new BlockList()
for (const [network, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
] as const)
  privateNetworks.addSubnet(network, bits, 'ipv4')
for (const [network, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  privateNetworks.addSubnet(network, bits, 'ipv6')

/**
 * What an address is counted as, in whichever way it is written. An IPv6 address counts for its first 64 bits, because one
 * client has all that follow. What is no IP address counts as it is. `undefined` when there is none.
 */
export function countedAddress(address: string | undefined): CountedAddress | undefined {
  const text = address?.trim() ?? ''
  if (text === '') return undefined
  const [plain = ''] = text.split('%')
  const version = isIP(plain)
  if (version === 0) return { key: text.slice(0, longestKey), isPrivate: false }
  if (version === 4) return { key: plain, isPrivate: privateNetworks.check(plain, 'ipv4') }
  const { address: ipv6 } = new SocketAddress({ address: plain, family: 'ipv6' })
  const [, mapped] = /^::ffff:([\d.]+)$/.exec(ipv6) ?? []
  if (mapped !== undefined) return countedAddress(mapped)
  return { key: networkOf(ipv6), isPrivate: privateNetworks.check(ipv6, 'ipv6') }
}

/** The first four of the eight groups of an IPv6 address in its short form. */
function networkOf(ipv6: string): string {
  const [before = [], after = []] = ipv6.split('::').map((part) => part.split(':').filter((group) => group !== ''))
  const zeros = Array<string>(8 - before.length - after.length).fill('0')
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`
}
