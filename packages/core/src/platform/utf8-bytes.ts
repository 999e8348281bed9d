/**
 * How many bytes a JSON text takes on the wire: `encodeURI` writes each byte that is no letter as `%XX`. jsdom under Jest has no
 * TextEncoder, and browsers register every Blob with another process.
 */
export const utf8Bytes = (json: string): number => encodeURI(json).replace(/%../g, '.').length
