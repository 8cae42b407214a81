/** Marks that turn the order of what is read, and characters that no screen shows: they make a name lie. */
const misleading = /[\p{Cc}\p{Cf}\u2028\u2029]/gu
/** What some file system takes for something else than a letter, and what looks like a separator or is made one on the way. */
const forbidden =
  /[<>:"/\\|?*\u2044\u2100\u2101\u2105\u2106\u2215\u2216\u29f5\u29f8\u29f9\ufe68\uff0f\uff3c]/g
/** Dots, also those that are made plain ones on the way, and spaces: no name begins or ends with them everywhere. */
const edges = /^[.\u2024-\u2026\ufe19\ufe30\ufe52\uff0e\s]+|[.\u2024-\u2026\ufe19\ufe30\ufe52\uff0e\s]+$/g
/** Devices of Windows, with any ending. */
const reserved = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])\s*(\.|$)/i
/** What a reader takes in, and what every file system has room for, in UTF-8. */
const mostChars = 120
const mostBytes = 240

/** The same of a longer text: its lines stay, and what joins the letters and signs of some scripts. */
const misleadingInText =
  /(?!\u200c|\u200d|\p{Variation_Selector})[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu

/** A text without what turns its order or is not to be seen. */
export const plainText = (text: string): string => text.toWellFormed().replaceAll(misleadingInText, '')

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
  const plain = plainName(name).replaceAll(forbidden, '_').replaceAll(edges, '')
  const short = cut(plain).replaceAll(edges, '')
  return reserved.test(short) ? `_${short}` : short
}

/** Its ending says what it is, so that stays. */
function cut(name: string): string {
  const ending = /\.[a-z0-9]{1,10}$/i.exec(name)?.[0] ?? ''
  const left = { chars: mostChars - ending.length, bytes: mostBytes - ending.length }
  let stem = ''
  for (const char of name.slice(0, name.length - ending.length)) {
    left.chars -= 1
    left.bytes -= new TextEncoder().encode(char).length
    if (left.chars < 0 || left.bytes < 0) break
    stem += char
  }
  return stem + ending
}
