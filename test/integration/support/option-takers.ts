import ts from 'typescript'

const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  skipLibCheck: true,
  strict: true,
  noEmit: true,
  allowImportingTsExtensions: true,
}

/** The functions that these entries export whose last parameter is named for options, each with their names. */
export function optionTakers(entries: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const program = ts.createProgram(entries, compilerOptions)
  const checker = program.getTypeChecker()
  const takers = new Map<string, readonly string[]>()
  for (const entry of entries) {
    const source = program.getSourceFile(entry)
    const module = source && checker.getSymbolAtLocation(source)
    if (!module) throw new Error(`unable to read what ${entry} exports`)
    for (const exported of checker.getExportsOfModule(module)) {
      const names = optionsOf(checker, exported)
      if (names.length > 0) takers.set(exported.name, names)
    }
  }
  return takers
}

function optionsOf(checker: ts.TypeChecker, exported: ts.Symbol): readonly string[] {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
  if (!symbol.valueDeclaration) return []
  const [signature] = checker.getTypeOfSymbol(symbol).getCallSignatures()
  const last = signature?.parameters.at(-1)
  if (!last) return []
  const type = checker.getNonNullableType(checker.getTypeOfSymbol(last))
  return /Options$/.test(type.symbol?.name ?? type.aliasSymbol?.name ?? '')
    ? checker.getPropertiesOfType(type).map(({ name }) => name)
    : []
}
