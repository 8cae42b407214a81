import { Button } from '@mantine/core'
import { Notice } from '../ui/Notice.tsx'

/** Over a page that somebody stayed on for what is not saved: in another tab they sign in without losing it. */
export function SessionOverNotice() {
  return (
    <Notice
      tone="danger"
      icon="alert"
      what="Your session is over, so nothing can be saved here."
      why="Sign in in another tab and come back: what you wrote stays."
      next={
        <Button component="a" href="/sign-in" target="_blank">
          Sign in in another tab
        </Button>
      }
    />
  )
}
