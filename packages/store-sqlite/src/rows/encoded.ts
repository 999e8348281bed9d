/** An id as it is kept: every string is another text, and none has a NUL or half a pair in it. */
export const encoded = (id: string): string => JSON.stringify(id)

export const decoded = <Value>(text: unknown): Value => JSON.parse(String(text)) as Value

/** What `json_group_array` has made of texts, each of which is JSON. */
export const decodedAll = <Value>(texts: unknown): readonly Value[] => decoded<string[]>(texts).map(decoded<Value>)
