import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserOptions } from './browser-page.ts'

/**
 * Quiet and alone: no services of the vendor, no first-run pages, no pages of its own behind the address bar, which cost more of the
 * processor than most of ours; without the sandbox, which root may not use.
 */
export const quietFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup',
]

/** Without a record of every request and frame, which costs the browser more than the pages of these tests do. */
export const unwatched = { networkEnabled: false, issuesEnabled: false }

/** Without what machines are set to for their screens: hints, and the colours of subpixels. */
export const faithfulFlags = ['--font-render-hinting=none', '--disable-lcd-text', '--force-color-profile=srgb']

/** Chromium's own numbers. Always written, since what it does without differs from build to build. */
const cookieControlsModes = { allowed: 0, blocked: 1 }

/** Writes into a fresh profile whether cookies of other sites are let in. */
export async function saveCookieChoice(
  profile: string,
  choice: NonNullable<BrowserOptions['thirdPartyCookies']>,
): Promise<void> {
  const preferences = { profile: { cookie_controls_mode: cookieControlsModes[choice] } }
  await mkdir(join(profile, 'Default'))
  await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences))
}
