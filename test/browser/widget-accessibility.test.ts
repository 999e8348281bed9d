import { describe, expect, test } from 'vitest'
import { shareChromium } from '../support/browsers/chromium-page.ts'
import { galleryStates as states } from './support/gallery-states.ts'
import { type GalleryOptions, shareGallery } from './support/open-gallery.ts'

/** What depends on colours, and on the room. All else is the same in every way, and looked at in the first. */
const ofColors = ['color-contrast', 'link-in-text-block']
const ofRoom = [...ofColors, 'scrollable-region-focusable', 'target-size']

const ways: readonly (GalleryOptions & { readonly name: string; readonly rules?: readonly string[] })[] = [
  { name: 'light' },
  { name: 'dark', theme: 'dark', rules: ofColors },
  { name: 'right to left, on a small phone', lang: 'ar', dir: 'rtl', size: [320, 568], rules: ofRoom },
]

describe.each(ways)('the widget, $name', ({ name: _, rules, ...way }) => {
  const show = shareGallery(shareChromium(), way)

  test.each(states)('%s: nothing is wrong for axe, and the strict policy refuses nothing', async (state) => {
    const { violations, refusals } = await show(state)
    expect(await violations(rules)).toEqual([])
    expect(refusals).toEqual([])
  })
})

test('the gallery has states to look at', () => expect(states.length).toBeGreaterThan(30))
