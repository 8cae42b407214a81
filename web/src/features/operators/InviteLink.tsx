import { Button } from '@mantine/core'
import { CopyField } from '../../ui/CopyField.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { exact } from '../../ui/time-format.ts'
import type { MadeInvite } from './operator-queries.ts'
import css from './operators.module.css'

interface InviteLinkProps {
  invite: MadeInvite
  onDone: () => void
}

export function InviteLink({ invite, onDone }: InviteLinkProps) {
  const ends = new Date(invite.expiresAt)
  return (
    <CopyField
      label="The link"
      description="Shown only now. Whoever opens it first gets the account: hand it over as you would a password."
      value={invite.link}
      button="Copy the link"
      more={
        <Button variant="default" onClick={onDone}>
          Invite another one
        </Button>
      }
    >
      <p className={css.quiet}>
        Works once, until {exact(ends)} (<RelativeTime at={ends} />
        ).
      </p>
    </CopyField>
  )
}
