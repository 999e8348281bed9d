/** Puts values into a text: `{name}` becomes the value of that name. By a function, since a value may hold `$&`. */
export function fillText(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
