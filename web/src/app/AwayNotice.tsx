import { Notice } from '../ui/Notice.tsx'
import { exact } from '../ui/time-format.ts'

/** Live updates are lost: what is shown may be old, and that is said. */
export function AwayNotice({ since }: { since: Date }) {
  return (
    <Notice
      tone="waiting"
      icon="alert"
      what="Live updates are away."
      why={`Since ${exact(since)} nothing new arrives here. It is tried again by itself.`}
    />
  )
}
