const place = /(?<=<!-- bench: (.+?) -->\n)[^]*?(?=<!-- end -->)/g

/** Puts each text where a page marks its place: between `<!-- bench: its name -->` and `<!-- end -->`. */
export const fillIn = (page: string, texts: Readonly<Record<string, string>>): string =>
  page.replace(place, (_, name: string) => {
    const text = texts[name]
    if (text === undefined)
      throw new RangeError(`There is no “${name}” to fill in. There are: ${Object.keys(texts).join('; ')}`)
    return `\n${text}\n\n`
  })
