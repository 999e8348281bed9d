import { setting, unset } from '../schema/setting.ts'
import { bytes, listOf, milliseconds, path, text, wholeNumber, yesOrNo } from '../schema/values.ts'

const mediaType = text('media types, such as image/png or image/*', /^(\*|[\w.+-]+)\/(\*|[\w.+-]+)$/)

/** What visitors and agents may send. */
export const fileSettings = {
  enabled: setting(yesOrNo, false, 'Whether visitors and agents may send files.'),
  folder: unset(
    path,
    'files in dataFolder',
    'A folder of this server alone: what belongs to no session in it is removed. Beside instance one that all servers share.',
  ),
  url: unset(
    text('an http(s) URL without a slash at its end', /^https?:\/\/\S*[^/\s]$/),
    'by the host that the page has asked',
    'The address of the uploads, as pages reach it: leads to ~files below path. For a proxy that changes paths.',
  ),
  types: setting(
    listOf(mediaType, 'a list of media types, such as image/* and application/pdf'),
    ['image/*', 'audio/*', 'video/*', 'application/pdf', 'text/plain'],
    'The media types that visitors may send.',
  ),
  maxBytes: setting(bytes(1), 26_214_400, 'How large one file may be.'),
  maxFiles: setting(wholeNumber(1, 1_000_000), 100, 'How many files the visitor of a session may upload.'),
  maxSessionBytes: unset(bytes(1), '10 × files.maxBytes', 'How large all files of a session may be together.'),
  maxAddressBytes: unset(
    bytes(1),
    'a quarter of files.maxTotalBytes',
    'How large all files of an address may be together.',
  ),
  maxTotalBytes: setting(bytes(1, 2 ** 50), 10_737_418_240, 'How large all files may be together.'),
  unusedTimeoutMs: setting(milliseconds(), 86_400_000, 'How long a file is kept that no message has named.'),
  maxTransfers: setting(wholeNumber(1, 1_000_000), 1_000, 'How many transfers may be under way.'),
  maxTransfersPerAddress: setting(wholeNumber(1, 1_000_000), 100, 'How many of one address.'),
}
