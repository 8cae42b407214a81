import { Button } from '@mantine/core'
import { AppLink } from './AppLink.tsx'
import { EmptyState } from './EmptyState.tsx'
import { Page } from './Layout.tsx'
import { PageHeader } from './PageHeader.tsx'

interface UnreadableProps {
  /** Of what, in lower case: "project". */
  noun: string
  isMissing: boolean
  /** Why it can't be read now. */
  message: string
  wayBack: { label: string; href: string }
  onRetry: () => void
}

/** One thing cannot be shown: it is not there, or it cannot be read now. */
export function Unreadable({ noun, isMissing, message, wayBack, onRetry }: UnreadableProps) {
  if (isMissing) {
    return (
      <Page>
        <PageHeader title={`No such ${noun}`} />
        <EmptyState
          title={`There is no ${noun} with this id.`}
          first="The address may be cut off."
          action={
            <Button component={AppLink} href={wayBack.href} variant="default">
              {wayBack.label}
            </Button>
          }
        />
      </Page>
    )
  }
  return (
    <Page>
      <PageHeader title={`The ${noun} cannot be read now`} />
      <div role="alert">
        <EmptyState
          title="What it says:"
          first={message}
          action={
            <Button variant="default" onClick={onRetry}>
              Read it again
            </Button>
          }
        />
      </div>
    </Page>
  )
}
