/** What one reader of the feed was given, in its order: positions, and where the record was set back to. */
export type Given = number | { through: number }

/** Reads the feed from behind a position, as its lines say. */
export async function readFeed({ url, cookie }: { url: string; cookie: string }, after: number) {
  const leaving = new AbortController()
  const answer = await fetch(`${url}/api/stream?after=${after}`, {
    headers: { cookie },
    signal: leaving.signal,
  })
  const given: Given[] = []
  const read = async () => {
    let text = ''
    for await (const part of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (text + part).split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const position = /^event: entry\nid: (\d+)/.exec(block)?.[1]
        const restored = /^event: restored\ndata: (.*)$/.exec(block)?.[1]
        if (position) given.push(Number(position))
        if (restored) given.push(JSON.parse(restored))
      }
    }
  }
  const reading = read().catch(() => {})
  return {
    given,
    async leave() {
      leaving.abort()
      await reading
    },
  }
}
