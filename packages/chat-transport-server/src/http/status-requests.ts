import type { RequestListener, ServerResponse } from 'node:http'
import type { Readiness } from '../health/readiness.ts'

export interface StatusSources {
  checkReadiness(): Promise<Readiness>
  /** Without it, there is no `/metrics` here. */
  readonly metrics?: { readonly contentType: string; text(): Promise<string> }
}

/** Answers `/healthz`, `/readyz` and `/metrics`, and 404 to everything else. */
export function statusRequests({ checkReadiness, metrics }: StatusSources): RequestListener {
  const answers: Readonly<Record<string, (response: ServerResponse) => Promise<void> | void>> = {
    '/healthz': (response) => answer(response, 200, plain('alive')),
    async '/readyz'(response) {
      const readiness = await checkReadiness()
      if (readiness.isReady) answer(response, 200, plain('ready'))
      else answer(response, 503, plain(readiness.reason))
    },
    ...(metrics && {
      async '/metrics'(response: ServerResponse) {
        answer(response, 200, { text: await metrics.text(), type: metrics.contentType })
      },
    }),
  }
  return async ({ method, url = '' }, response) => {
    const [path = ''] = url.split('?')
    const respond = Object.hasOwn(answers, path) ? answers[path] : undefined
    if (!respond) return answer(response, 404, plain('Nothing is served here.'))
    if (method !== 'GET' && method !== 'HEAD') return answer(response, 405, plain('Only GET is served here.'))
    await respond(response)
  }
}

const plain = (text: string): Body => ({ text: `${text}\n`, type: 'text/plain; charset=utf-8' })

interface Body {
  readonly text: string
  readonly type: string
}

function answer(response: ServerResponse, status: number, { text, type }: Body): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  response.end(text)
}
