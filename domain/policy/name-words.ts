/** The words that a name is made of, in small letters: `replyTo` is reply, to; `cp__publishPage` is cp, publish, page. */
export const wordsOfName = (name: string): string[] =>
  name
    .split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/)
    .filter(Boolean)
    .map((part) => part.toLowerCase())
