import { chunkHashes } from './chunk-hashes.ts'
import { create } from './create.ts'
import { page } from './loader-global.ts'

/**
 * Loads the widget: `<chat-widget>` is known to the page then. Rejects when a file, beside the loader's own, is not there or not
 * the one that this loader was built with.
 *
 * The hash of a module says nothing of what it imports. So each file has a tag with its own hash, what is imported before
 * what imports it: a page has every module once, and `import` takes the checked one.
 */
export async function loadWidget({ src, nonce }: HTMLScriptElement): Promise<void> {
  // In Firefox a module that could not be had is never asked for again.
  if (!navigator.onLine) throw new Error('offline')
  const policy = (page.policy ??= globalThis.trustedTypes?.createPolicy('chat-loader', {
    createScriptURL: (url) => url,
  }))
  for (const [file, integrity] of Object.entries(chunkHashes)) {
    const url = new URL(file, src).href
    await new Promise((onload, onerror) =>
      document.head.append(
        create('script', {
          type: 'module',
          nonce,
          integrity,
          onload,
          onerror,
          src: policy?.createScriptURL(url) ?? url,
        }),
      ),
    )
  }
}
