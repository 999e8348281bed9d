import { afterAll, describe, expect, test } from 'vitest'
import { shareChromium } from '../support/browsers/chromium-page.ts'
import { eventually } from '../support/deadline.ts'
import { differenceOf, saveReference } from './support/compare-pictures.ts'
import { galleryStates } from './support/gallery-states.ts'
import type { GalleryOptions } from './support/open-gallery.ts'
import { sharePictures } from './support/picture-of.ts'

/** `PICTURES=update` takes the references anew. */
const isUpdate = process.env['PICTURES'] === 'update'

/** What looks otherwise from one moment to the next, or takes long to be there. */
const notPictured = ['continued', 'long-history', 'rush']
const all = galleryStates.filter((state) => !notPictured.includes(state))
/** What the other sides of light and dark, of phone and desktop, and of forced colours, are seen by. */
const some = ['unread', 'form-errors', 'conversation', 'card', 'deliveries', 'menu', 'ended', 'interrupted']

const desktop = [520, 740] as const
const phone = [375, 667] as const

const ways: readonly (GalleryOptions & { readonly name: string; readonly states: readonly string[] })[] = [
  { name: 'light', size: desktop, states: all },
  { name: 'dark-phone-rtl', theme: 'dark', lang: 'ar', dir: 'rtl', size: phone, states: all },
  { name: 'dark', theme: 'dark', size: desktop, states: some },
  { name: 'light-phone', size: phone, states: some },
  { name: 'forced-colors', hasForcedColors: true, size: desktop, states: some },
]

describe.each(ways)('the widget, $name', ({ name, states, ...way }) => {
  const show = sharePictures(shareChromium({ isFaithful: true }), way)

  test.each(states)('%s looks as it did', async (state) => {
    const page = await show(state)
    const picture = () => page.screenshot({ type: 'png' })
    const path = `${name}/${state}`
    if (isUpdate) return void saveReference(path, await still(picture))
    let difference: string | undefined = 'no picture was compared'
    await eventually(async () => (difference = differenceOf(path, await picture())) === undefined).catch(
      () => undefined,
    ) // told below
    expect(difference).toBeUndefined()
  })
})

afterAll(() => {
  if (isUpdate) console.log('test/browser/pictures has the references anew: look at what git says of them')
})

/** Once nothing moves any more. */
async function still(picture: () => Promise<Uint8Array>): Promise<Uint8Array> {
  let last = Buffer.from(await picture())
  await eventually(async () => {
    await new Promise((resolve) => void setTimeout(resolve, 400))
    const next = Buffer.from(await picture())
    const isStill = next.equals(last)
    last = next
    return isStill
  }, 20_000)
  return last
}
