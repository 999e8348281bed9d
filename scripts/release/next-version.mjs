/**
 * The version after `current` with these kinds of changes, the weightiest of which decides. Before 1.0.0 what breaks a promise makes a
 * minor version, as CHANGELOG.md says at its top.
 *
 * @param {('major' | 'minor' | 'patch')[]} kinds
 */
export function nextVersion(current, kinds) {
  const [major, minor, patch] = current.split('.').map(Number)
  if (kinds.includes('major') && major > 0) return `${major + 1}.0.0`
  return kinds.some((kind) => kind !== 'patch') ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`
}
