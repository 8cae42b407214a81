import { Button } from '@mantine/core'
import { wordsOf } from '../http/missing.ts'
import { Notice } from '../ui/Notice.tsx'

interface SignOutNoticeProps {
  problem: Error
  onRetry: () => void
}

/** Who wants to leave must not believe that the session is over. */
export function SignOutNotice({ problem, onRetry }: SignOutNoticeProps) {
  return (
    <Notice
      tone="danger"
      icon="alert"
      what="Signing out failed, so you may still be signed in."
      why={`What it says: ${wordsOf(problem)}`}
      next={<Button onClick={onRetry}>Sign out again</Button>}
    />
  )
}
