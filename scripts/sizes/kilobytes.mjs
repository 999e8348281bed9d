export const kilobytes = (bytes) => `${(bytes / 1000).toFixed(2)} kB`
