import { Button, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { exact } from '../../ui/time-format.ts'
import type { MadeInvite } from './operator-queries.ts'
import css from './operators.module.css'

interface InviteLinkProps {
  invite: MadeInvite
  onDone: () => void
}

const said = { copied: 'Copied.', selected: 'This browser does not copy by itself. The link is selected.' }

export function InviteLink({ invite, onDone }: InviteLinkProps) {
  const field = useRef<HTMLInputElement>(null)
  const [outcome, setOutcome] = useState<keyof typeof said | null>(null)
  useEffect(() => field.current?.focus(), [])
  async function copy() {
    try {
      // Absent where the page came over plain http from another machine.
      await navigator.clipboard.writeText(invite.link)
      setOutcome('copied')
    } catch {
      field.current?.select()
      setOutcome('selected')
    }
  }
  const ends = new Date(invite.expiresAt)
  return (
    <div className={css.made}>
      <TextInput
        ref={field}
        label="The link"
        description="Shown only now. Whoever opens it first gets the account: hand it over as you would a password."
        value={invite.link}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
      />
      <p className={css.quiet}>
        Works once, until {exact(ends)} (<RelativeTime at={ends} />
        ).
      </p>
      <div className={css.buttons}>
        <Button onClick={() => void copy()}>Copy the link</Button>
        <Button variant="default" onClick={onDone}>
          Invite another one
        </Button>
        <span role="status" className={css.quiet}>
          {outcome && said[outcome]}
        </span>
      </div>
    </div>
  )
}
