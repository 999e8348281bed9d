import { expect, onTestFinished, test, vi } from 'vitest'
import { post } from '../src/post-request.ts'

test('a character whose bytes come in two parts of the answer is read as one', async () => {
  const bytes = new TextEncoder().encode('["schön 😀"]')
  const body = new ReadableStream<Uint8Array>({
    start(stream) {
      for (const byte of bytes) stream.enqueue(Uint8Array.of(byte))
      stream.close()
    },
  })
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body)))
  onTestFinished(() => void vi.unstubAllGlobals())

  await expect(post('[]', { url: new URL('https://chat.example/cometd'), requestHeaders: {} })).resolves.toBe(
    '["schön 😀"]',
  )
})
