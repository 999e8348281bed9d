/** A schema of any library that keeps to Standard Schema v1 (https://standardschema.dev), such as valibot, zod or arktype. */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    /** Checks a value. */
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
  }
}

/** What a schema says of a value. */
export type SchemaResult<Output = unknown> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] }

/** What a schema has found wrong, and where. */
export interface SchemaIssue {
  readonly message: string
  /** From the outermost name inwards. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** Schemas are objects, or functions with properties. */
export function isStandardSchema(value: unknown): value is StandardSchema {
  const standard = (value as Partial<StandardSchema> | null | undefined)?.['~standard']
  return standard?.version === 1 && typeof standard.validate === 'function'
}
