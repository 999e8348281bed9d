/**
 * What the start of a browser may take. It takes a few seconds, but for the first one on a cold machine whose two cores are busy:
 * then the program comes from the disk and sets up its profile while others wait for the same.
 */
export const startTimeoutMs = 120_000
