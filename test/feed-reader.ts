/** What one reader of the feed was given, in its order: positions, and where the record was set back to. */
export type Given = number | { through: number }

/** Reads the feed from behind a position or the id of an event, as its lines say. */
export async function readFeed({ url, cookie }: { url: string; cookie: string }, after: number | string) {
  const leaving = new AbortController()
  const answer = await fetch(`${url}/api/stream?after=${after}`, {
    headers: { cookie },
    signal: leaving.signal,
  })
  const given: Given[] = []
  const ids: string[] = []
  const read = async () => {
    let text = ''
    for await (const part of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (text + part).split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const { id, one } = readBlock(block)
        if (id) ids.push(id)
        if (one) given.push(one)
      }
    }
  }
  const reading = read().catch(() => {})
  return {
    given,
    /** What it may resume by, the newest last. */
    ids,
    async leave() {
      leaving.abort()
      await reading
    },
  }
}

function readBlock(block: string): { id: string | undefined; one: Given | null } {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
  const id = field('id')
  if (field('event') === 'restored') return { id, one: JSON.parse(field('data') ?? '') }
  return { id, one: field('event') === 'entry' ? Number.parseInt(id ?? '', 10) : null }
}
