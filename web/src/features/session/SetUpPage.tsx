import { AppLink } from '../../ui/AppLink.tsx'
import { AccountForm } from './AccountForm.tsx'
import { useLinkToken } from './link-token.ts'
import { SessionPanel } from './SessionPanel.tsx'
import { useHasOwner, useSetUp } from './session-queries.ts'

const help = 'The link works once. The account is kept in your own database; nothing is sent anywhere else.'

export function SetUpPage() {
  const token = useLinkToken()
  const hasOwner = useHasOwner()
  const setUp = useSetUp()
  if (hasOwner.data)
    return (
      <SessionPanel title="The owner has an account already" help={help}>
        <AppLink href="/sign-in">Sign in</AppLink>
      </SessionPanel>
    )
  if (!token)
    return (
      <SessionPanel title="This link is not complete" help={help}>
        <p>Open the whole link that npm start printed, with what comes after the #.</p>
      </SessionPanel>
    )
  return (
    <SessionPanel
      title="Create the owner’s account"
      lead="You will approve what agents want to do."
      help={help}
    >
      <AccountForm token={token} button="Create the account" create={setUp} />
    </SessionPanel>
  )
}
