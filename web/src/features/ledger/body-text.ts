const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

const escaped = (char: string) =>
  Array.from(
    { length: char.length },
    (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('')

/** A body as JSON that still means the same; characters that hide or turn text are written as escapes. */
export const bodyText = (body: unknown) =>
  JSON.stringify(body, null, 2).replace(hidden, (char) => (char === '\n' ? char : escaped(char)))
