/** Bytes of UTF-8 that a document may have. */
export const mostDocumentBytes = 200_000
export const longestTitle = 120

/** On one line, as a list shows it. */
export const titleOf = (typed: string): string => typed.replaceAll(/\s+/g, ' ').trim()

/** Two titles that a reader takes for one have one key. */
export const titleKeyOf = (title: string): string => titleOf(title).normalize('NFKC').toLowerCase()

export const bytesOf = (text: string): number => new TextEncoder().encode(text).length

const kilobytes = (bytes: number) => `${Math.ceil(bytes / 1_000).toLocaleString('en')} kB`

export const isTooLong = (text: string): boolean => bytesOf(text) > mostDocumentBytes

/** Why a text can't be a document's, for the field; null where it can. */
export function textRefusal(text: string): string | null {
  if (text.includes('\u0000')) return 'holds NUL characters, so it is not a text. Save it as UTF-8 first.'
  if (text.trim() === '') return 'must not be empty'
  if (!isTooLong(text)) return null
  return `has ${kilobytes(bytesOf(text))}; a document may have ${kilobytes(mostDocumentBytes)} at most. Split it into several.`
}

/** What an agent can be given is text: line ends are one character, and nothing that JSON or Postgres refuses. */
export const normalText = (text: string): string => text.replaceAll(/\r\n?/g, '\n').toWellFormed()

/** Why a save of what was read at one version can't follow another; null where it can. */
export const staleRefusal = (
  current: { version: number; changedByName: string },
  basedOn: number,
): string | null =>
  current.version === basedOn
    ? null
    : `${current.changedByName} saved version ${current.version} while you changed version ${basedOn}. Compare the two, then save again.`
