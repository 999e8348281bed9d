const secretField = /("(?:secret|auth)":")[^"]{4,}("?)/g

/** A text that is shown in reports: a secret is not, nor a token, not even one that is made for the case. One that is cut off has no end. */
export const withoutSecretsIn = (text: string): string => text.replace(secretField, '$1…$2')

/** What is sent or came, as it is shown in reports. */
export function withoutSecrets(detail: unknown): unknown {
  const text = JSON.stringify(detail) as string | undefined
  if (text === undefined || !/"(?:secret|auth)"/.test(text)) return detail
  return JSON.parse(withoutSecretsIn(text)) as unknown
}
