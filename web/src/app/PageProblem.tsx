import { Button } from '@mantine/core'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { Page } from '../ui/Layout.tsx'
import { Notice } from '../ui/Notice.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

/** A defect of ours on one page; the others go on. */
export function PageProblem({ error, reset }: ErrorComponentProps) {
  return (
    <Page>
      <PageHeader title="This page can’t be shown" />
      <Notice
        tone="danger"
        icon="alert"
        what="Something in the page went wrong."
        why={error instanceof Error ? error.message : ''}
        next={<Button onClick={reset}>Show it again</Button>}
      />
    </Page>
  )
}
