/** Options that are `undefined` count as not given. */
export type GivenOptions<Options> = { [Name in keyof Options]: Exclude<Options[Name], undefined> }

/** The options that are given, to be merged with their defaults. */
export function givenOptions<Options extends object>(options: Options): GivenOptions<Options> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as GivenOptions<Options>
}
