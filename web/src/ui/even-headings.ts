interface Block {
  type: string
  depth?: number
}

/** Headings of a text one below another and below the page's, whatever levels it was written with. */
export function evenHeadings(under: number) {
  return ({ children }: { children: Block[] }) => {
    let last = under
    for (const block of children) {
      if (block.type !== 'heading') continue
      last = Math.min((block.depth ?? 1) + under, last + 1, 6)
      block.depth = last
    }
  }
}
