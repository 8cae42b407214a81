/** A piece of what an agent was given: our own words, or a document's between its tags. */
export interface PackBlock {
  /** Null for our own words. */
  source: { title: string; version: string; place: string } | null
  text: string
}

const opening = /^<(document|snippet) title="([^"]*)" version="(\d+)"(?: (?:heading|part)="([^"]*)")?>$/

/** The texts of a pack at the lines that `contextPackOf` puts round each document; all else is as it was given. */
export function packBlocks(text: string): PackBlock[] {
  const blocks: PackBlock[] = []
  let open: { source: PackBlock['source']; end: string | null; lines: string[] } = newBlock()
  const close = () => {
    const inside = open.lines.join('\n').trim()
    if (inside) blocks.push({ source: open.source, text: inside })
    open = newBlock()
  }
  for (const line of text.split('\n')) {
    const found = open.end === null ? opening.exec(line) : null
    if (found) {
      close()
      const [, tag = '', title = '', version = '', place = ''] = found
      open = { source: { title, version, place }, end: `</${tag}>`, lines: [] }
    } else if (line === open.end) close()
    else open.lines.push(line)
  }
  close()
  return blocks
}

const newBlock = () => ({ source: null, end: null, lines: [] })
