/** The id of a part of an entry. A list of ids is parted by spaces, so none may be in one: the key of a reply that is being said has one. */
export const idOf = (part: 'said' | 'delivery', key: string): string => `${part}-${key.replace(/\s/g, '_')}`
