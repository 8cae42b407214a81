/** A part of a document that can be given to an agent by itself. */
export interface Section {
  /** From 0, in the order of the text. */
  ordinal: number
  /** The headings it stands under, outermost first, joined by ›; empty before the first. */
  heading: string
  text: string
}

/** Characters of a section: about a page, so that a search finds a passage and not a book. */
export const longestSection = 2_400

interface Open {
  path: string[]
  lines: string[]
}

/** Markdown by its headings, longer passages by their paragraphs. Nothing but blank space between them is lost. */
export function sectionsOf(markdown: string): Section[] {
  return passagesOf(markdown)
    .flatMap(({ path, lines }) => {
      const heading = path.filter(Boolean).join(' › ')
      return pieces(lines.join('\n')).map((text) => ({ heading, text }))
    })
    .map((section, ordinal) => ({ ordinal, ...section }))
}

/** The heading of a line outside of a code fence, with its level. */
const headingPattern = /^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$/
const fencePattern = /^ {0,3}(`{3,}|~{3,})/

function passagesOf(markdown: string): Open[] {
  const passages: Open[] = [{ path: [], lines: [] }]
  let fence: string | null = null
  for (const line of markdown.split('\n')) {
    const mark = fencePattern.exec(line)?.[1]
    if (mark && (fence === null || isClosing(mark, fence))) fence = fence === null ? mark : null
    const heading = fence === null ? headingPattern.exec(line) : null
    const last = passages.at(-1) as Open
    if (heading) passages.push({ path: pathUnder(last.path, heading), lines: [line] })
    else last.lines.push(line)
  }
  return passages
}

const isClosing = (mark: string, fence: string) => mark[0] === fence[0] && mark.length >= fence.length

function pathUnder(path: string[], [, marks = '', title = '']: RegExpExecArray): string[] {
  const level = marks.length
  return [...Array.from({ length: level - 1 }, (_, at) => path[at] ?? ''), title]
}

/** At most `longestSection` characters each: whole paragraphs, else lines, else words, else characters. */
function pieces(text: string, breaks = ['\n\n', '\n', ' ']): string[] {
  const whole = text.trim()
  if (whole === '') return []
  if (whole.length <= longestSection) return [text.replace(/^\n+/, '').trimEnd()]
  const [at, ...finer] = breaks
  if (at === undefined) return cut(whole)
  const joined: string[] = []
  for (const part of text.split(at)) {
    const last = joined.at(-1)
    if (last !== undefined && last.length + at.length + part.length <= longestSection)
      joined[joined.length - 1] = last + at + part
    else joined.push(part)
  }
  return joined.flatMap((part) => pieces(part, finer))
}

/** By code points, so that no character is cut in two. */
function cut(text: string): string[] {
  const parts = ['']
  for (const point of text) {
    const last = parts.at(-1) as string
    if (last.length + point.length > longestSection) parts.push(point)
    else parts[parts.length - 1] = last + point
  }
  return parts
}
