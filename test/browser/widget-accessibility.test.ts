import { describe, expect, test } from 'vitest'
import { shareChromium } from '../support/browsers/chromium-page.ts'
import { galleryStates as states } from './support/gallery-states.ts'
import { type GalleryOptions, openState, serveGallery } from './support/open-gallery.ts'

const ways: readonly (GalleryOptions & { readonly name: string })[] = [
  { name: 'light' },
  { name: 'dark', theme: 'dark' },
  { name: 'right to left, on a small phone', lang: 'ar', dir: 'rtl', size: [320, 568] },
]

describe.each(ways)('the widget, $name', ({ name: _, ...way }) => {
  const browser = shareChromium()

  test.each(states)('%s: nothing is wrong for axe, and the strict policy refuses nothing', async (state) => {
    const { violations, refusals } = await openState(browser(), await serveGallery(), { state, ...way })
    expect(await violations()).toEqual([])
    expect(refusals).toEqual([])
  })
})

test('the gallery has states to look at', () => expect(states.length).toBeGreaterThan(30))
