/** After which item a list is read on; null where the page is not full, and so the last one. */
export const nextOf = (items: readonly { id: string }[], limit: number): string | null =>
  items.length === limit ? (items.at(-1)?.id ?? null) : null
