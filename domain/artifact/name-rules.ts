/** Marks that turn the order of what is read, and characters that no screen shows: they make a name lie. */
const misleading = /[\p{Cc}\p{Cf}\u2028\u2029]/gu
/** What some file system takes for something else than a letter. */
const forbidden = /[<>:"/\\|?*]/g
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i
const mostChars = 120

/** A name or title without what misleads who reads it. */
export const plainName = (text: string): string => text.toWellFormed().replaceAll(misleading, '')

/**
 * The name under which an artifact is saved: the last part of its path, as every file system takes it, and nothing
 * that leads out of a folder. Falls back on its title.
 */
export function fileNameOf({ location, title }: { location: string; title: string }): string {
  return fitting(lastPart(location)) || fitting(title) || 'artifact'
}

const lastPart = (path: string) => path.split(/[/\\]/).at(-1) ?? ''

function fitting(name: string): string {
  const plain = plainName(name)
    .replaceAll(forbidden, '_')
    .replace(/^[.\s]+/, '')
    .replace(/[.\s]+$/, '')
  return cut(reserved.test(plain) ? `_${plain}` : plain)
}

/** Its ending says what it is, so that stays. */
function cut(name: string): string {
  const chars = [...name]
  if (chars.length <= mostChars) return name
  const ending = /\.[a-z0-9]{1,10}$/i.exec(name)?.[0] ?? ''
  return chars.slice(0, mostChars - ending.length).join('') + ending
}
