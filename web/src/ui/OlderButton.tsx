import { Button } from '@mantine/core'

interface OlderButtonProps {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
  children: string
}

/** Reads a list on, as long as there is more of it. */
export function OlderButton({ list, children }: OlderButtonProps) {
  if (!list.hasNextPage) return null
  return (
    <Button
      size="xs"
      variant="default"
      disabled={list.isFetchingNextPage}
      onClick={() => void list.fetchNextPage()}
    >
      {list.isFetchingNextPage ? 'Reading…' : children}
    </Button>
  )
}
