/** To three digits; what has not come in time is never. */
export const rounded = (value: number) =>
  Number.isFinite(value) ? Number(value.toPrecision(3)).toLocaleString('en') : 'never'
