/** Random bytes as text for a URL or a header. It is told once; of most only the hash is kept. */
export const newSecret = (bytes: number): string =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('base64url')
