import { type ComponentProps, lazy, Suspense } from 'react'
import type { Markdown as Shown } from './Markdown.tsx'
import { SkeletonRows } from './SkeletonRows.tsx'

const Loaded = lazy(async () => ({ default: (await import('./Markdown.tsx')).Markdown }))

/** Markdown comes as a chunk of its own, when the first text is shown. */
export function Markdown(props: ComponentProps<typeof Shown>) {
  return (
    <Suspense fallback={<SkeletonRows label="text" count={3} />}>
      <Loaded {...props} />
    </Suspense>
  )
}
