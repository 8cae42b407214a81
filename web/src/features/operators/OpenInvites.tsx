import { VisuallyHidden } from '@mantine/core'
import type { Invite } from '#api/operators/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { Icon } from '../../ui/icons.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { useRevokeInvite } from './operator-queries.ts'
import css from './operators.module.css'

export function OpenInvites({ invites }: { invites: readonly Invite[] }) {
  if (invites.length === 0) return null
  return (
    <Section title="Open invites" count={invites.length} note="newest first">
      <RowList label="Open invites">
        {invites.map((invite) => (
          <InviteRow key={invite.operatorId} invite={invite} />
        ))}
      </RowList>
    </Section>
  )
}

function InviteRow({ invite }: { invite: Invite }) {
  const revoke = useRevokeInvite(invite.operatorId)
  const refusal = refusalOf(useRole(), 'revokeInvite')
  const whom = invite.email ?? 'Whoever opens the link first'
  return (
    <Row
      mark={<Icon name="clock" />}
      title={whom}
      detail={
        <>
          <span>as {invite.role}</span>
          <span>invited by {invite.invitedByName}</span>
          <span>
            ends <RelativeTime at={new Date(invite.expiresAt)} />
          </span>
        </>
      }
      reason={
        revoke.error && (
          <p role="alert" className={css.problem}>
            {revoke.error.message}
          </p>
        )
      }
      action={
        <ActionButton refusal={refusal} disabled={revoke.isPending} onClick={() => revoke.mutate()}>
          {revoke.isPending ? 'Recording…' : 'Revoke'}
          <VisuallyHidden> the invite of {whom}</VisuallyHidden>
        </ActionButton>
      }
    />
  )
}
