/** Takes out of style sheets what is there for their readers. Terser leaves template literals as they are. */
export function compactStyles() {
  return {
    name: 'compact-styles',
    transform(code, id) {
      if (!id.endsWith('.css.ts')) return null
      const compacted = code.replace(/css`([^`]*)`/g, (_, sheet) => `css\`${compact(sheet)}\``)
      return { code: compacted, map: null }
    },
  }
}

const compact = (sheet) =>
  sheet
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: (?=[^{}]*;)/g, ':')
    .trim()
