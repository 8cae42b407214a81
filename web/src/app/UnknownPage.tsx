import { AppLink } from '../ui/AppLink.tsx'
import { Page } from '../ui/Layout.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export function UnknownPage() {
  return (
    <main>
      <Page>
        <PageHeader title="There is no such page" />
        <p>
          The address may be wrong, or what it named is gone. <AppLink href="/">Go to Home</AppLink>.
        </p>
      </Page>
    </main>
  )
}
