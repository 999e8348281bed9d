/** The text, or its beginning if it is longer than `most` characters. */
export const shortText = (text, most) => (text?.length > most ? `${text.slice(0, most)}…` : text)
