/** Applications and clients may make up others. They are counted together, so that nobody can fill the memory of a scraper. */
const known = {
  transport: ['websocket', 'long-polling'],
  code: [1, 2, 3, 50, 51, 52, 100, 101],
  status: [400, 401, 403, 404, 405, 408, 409, 410, 412, 413, 415, 416, 417, 423, 429, 500, 502, 503, 507],
} as const

/** The value of a label, or `other`. */
export function bounded(label: keyof typeof known, value: string | number | undefined): string {
  return (known[label] as readonly unknown[]).includes(value) ? String(value) : 'other'
}
