const needsMoreBytes = /[^\u0000-\u007f]/

/** The size of `text` in UTF-8, without encoding it. */
export function utf8Bytes(text: string): number {
  let bytes = text.length
  // By far the most text is ASCII, and an expression finds that out sooner than a loop.
  if (!needsMoreBytes.test(text)) return bytes
  for (let place = 0; place < text.length; place++) {
    const unit = text.charCodeAt(place)
    if (unit > 0x7f) bytes++
    // A surrogate is half of a character of four bytes.
    if (unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff)) bytes++
  }
  return bytes
}
