import { Button } from '@mantine/core'
import { aRole, roleWords } from '#domain/operator/permissions.ts'
import { wordsOf } from '../../http/missing.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { AccountForm } from './AccountForm.tsx'
import { useLinkToken } from './link-token.ts'
import { SessionPanel } from './SessionPanel.tsx'
import { useInviteLook, useJoin } from './session-queries.ts'

const help = 'The link works once. Your password is kept hashed in the database of this Front Office.'

/** Where an invite leads: what it is for, then the account; or why it makes none. */
export function JoinPage() {
  const token = useLinkToken()
  const join = useJoin()
  // Once it is used, it is not asked after any more: the page is about to be left.
  const invite = useInviteLook(join.isSuccess ? '' : token)
  if (!token)
    return (
      <SessionPanel title="This link is not complete" help={help}>
        <p>Open the whole link that you were given, with what comes after the #.</p>
      </SessionPanel>
    )
  if (invite.data) {
    const { invitedByName, role, email } = invite.data
    return (
      <SessionPanel
        title="Join Front Office"
        lead={`${invitedByName} invited you as ${aRole(role)}. ${roleWords(role)}`}
        help={help}
      >
        <AccountForm token={token} button="Create my account" email={email} create={join} />
      </SessionPanel>
    )
  }
  if (invite.error)
    return (
      <SessionPanel title="This invite can’t be used" lead={wordsOf(invite.error)} help={help}>
        <Button component={AppLink} href="/sign-in" variant="default" size="sm" fullWidth>
          Sign in
        </Button>
      </SessionPanel>
    )
  return (
    <SessionPanel title="Join Front Office" help={help}>
      <SkeletonRows label="invite" count={3} />
    </SessionPanel>
  )
}
