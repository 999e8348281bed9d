/** Why a connection could not be made or has broken, for people: what is at the bottom of `cause`, or else what it says itself. */
export function networkReason(cause: unknown): string {
  const chain = chainOf(cause)
  const code = codeOf(chain.at(-1))
  const meaning = meanings.find(({ codes }) => codes.test(code))?.meaning
  return meaning === undefined ? chain.map(textOf).join(': ') : `${meaning} (${code})`
}

const meanings: readonly { readonly codes: RegExp; readonly meaning: string }[] = [
  { codes: /^ECONNREFUSED$/, meaning: 'nothing listens there' },
  { codes: /^(ENOTFOUND|EAI_AGAIN)$/, meaning: 'its host name cannot be resolved' },
  { codes: /^(ECONNRESET|UND_ERR_SOCKET)$/, meaning: 'the other end has dropped the connection' },
  { codes: /^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, meaning: 'nothing has answered in time' },
  {
    codes: /CERT|SIGNATURE/,
    meaning: 'Node does not trust its certificate; name the authority in NODE_EXTRA_CA_CERTS',
  },
  { codes: /^(EPROTO|ERR_SSL.*)$/, meaning: 'what listens there does not speak TLS as Node does' },
]

const chainOf = (cause: unknown): readonly unknown[] =>
  cause instanceof Error && cause.cause !== undefined ? [cause, ...chainOf(cause.cause)] : [cause]

const codeOf = (cause: unknown): string => (cause instanceof Error && 'code' in cause ? String(cause.code) : '')

/** Node gives an error about several addresses of one host no message. */
const textOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message.trim() || codeOf(cause) || cause.name : String(cause)
