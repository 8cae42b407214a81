/** Of a list that is read page by page: each names the item after which the next one goes on. */
export const byPages = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next }: { next: string | null }) => next ?? undefined,
}
