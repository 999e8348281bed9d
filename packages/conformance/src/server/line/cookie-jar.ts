/** The cookies of one browser, for one address. */
export interface CookieJar {
  headers(): Record<string, string>
  keep(response: Response): void
}

export function createCookieJar(): CookieJar {
  const cookies = new Map<string, string>()
  return {
    headers: () => (cookies.size > 0 ? { cookie: [...cookies.values()].join('; ') } : {}),
    keep(response) {
      for (const cookie of response.headers.getSetCookie()) {
        const [pair = ''] = cookie.split(';')
        cookies.set(pair.split('=')[0] ?? '', pair)
      }
    },
  }
}
