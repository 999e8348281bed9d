import semver from 'semver'

/**
 * The version after `current` with these kinds of changes, the weightiest of which decides. Before 1.0.0 what breaks a promise makes a
 * minor version, as CHANGELOG.md says at its top. After 1.0.0-rc.1 comes 1.0.0: another prerelease is named by whoever makes it.
 *
 * @param {('major' | 'minor' | 'patch' | 'none')[]} kinds
 */
export function nextVersion(current, kinds) {
  if (kinds.includes('major') && semver.major(current) > 0) return semver.inc(current, 'major')
  return semver.inc(current, kinds.includes('major') || kinds.includes('minor') ? 'minor' : 'patch')
}

/** Throws unless a version that somebody has named can come after the newest one that is released, if there is any. */
export function checkGivenVersion(given, released) {
  if (semver.valid(given) !== given)
    throw new Error(`${given} is no version: name one such as 1.0.0 or 1.0.0-rc.1, without a v.`)
  if (released !== undefined && !semver.gt(given, released))
    throw new Error(`${given} cannot come after ${released}, which is released: name a higher version.`)
}
