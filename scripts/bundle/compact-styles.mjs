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

/** Makes texts of style sheets, for what does without Lit. */
export function stylesAsText() {
  return {
    name: 'styles-as-text',
    transform(code, id) {
      if (!id.endsWith('.css.ts')) return null
      const text = code
        .replace(/^import .* from 'lit'$/m, '')
        .replace(/css`([^`]*)`/, (_, sheet) => `\`${compact(sheet)}\``)
      return { code: text, map: null }
    },
  }
}

const compact = (sheet) =>
  sheet
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]|!important) ?/g, '$1')
    .replace(/;}/g, '}')
    .replace(/='([a-z]+)'\]/g, '=$1]')
    .replace(/([ :(,])0\.(?=\d)/g, '$1.')
    .replace(/: (?=[^{}]*[;}])/g, ':')
    .trim()
