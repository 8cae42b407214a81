import { TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { inviteDays } from '#domain/operator/operator-rules.ts'
import { type Role, refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { fieldErrorsOf, isKeyReused } from '../../http/field-errors.ts'
import { newIdempotencyKey } from '../../http/idempotency-key.ts'
import { FormActions } from '../../ui/FormActions.tsx'
import formCss from '../../ui/form.module.css'
import { Section } from '../../ui/Section.tsx'
import { InviteLink } from './InviteLink.tsx'
import { type MadeInvite, useInvite } from './operator-queries.ts'
import css from './operators.module.css'
import { RoleChoice } from './RoleChoice.tsx'

/** Makes a one-time link. It is shown once: the server keeps no more of it than a hash. */
export function InviteForm() {
  const [made, setMade] = useState<MadeInvite | null>(null)
  return (
    <Section title="Invite somebody" note={`a link that works once, within ${inviteDays} days`}>
      <div className={css.below}>
        {made ? <InviteLink invite={made} onDone={() => setMade(null)} /> : <NewInvite onMade={setMade} />}
      </div>
    </Section>
  )
}

interface Draft {
  role: Role
  email: string
}

function NewInvite({ onMade }: { onMade: (invite: MadeInvite) => void }) {
  const [key, setKey] = useState(newIdempotencyKey)
  const invite = useInvite(key)
  const refusal = refusalOf(useRole(), 'inviteOperator')
  const form = useForm<Draft>({ initialValues: { role: 'viewer', email: '' } })
  const submit = form.onSubmit(async ({ role, email }) => {
    try {
      onMade(await invite.mutateAsync({ role, email: email.trim() || null }))
    } catch (problem) {
      form.setErrors(fieldErrorsOf(problem, ['email', 'role']))
      if (isKeyReused(problem)) setKey(newIdempotencyKey())
    }
  })
  return (
    <form className={formCss.form} onSubmit={submit} noValidate>
      <RoleChoice
        label="Role"
        value={form.values.role}
        onChange={(role) => form.setFieldValue('role', role)}
        isDisabled={refusal !== null}
      />
      <TextInput
        label="Email"
        description="Optional. With an address only its owner can join; nothing is sent to it, you hand the link over."
        type="email"
        autoComplete="off"
        maxLength={200}
        disabled={refusal !== null}
        {...form.getInputProps('email')}
      />
      <FormActions
        label="Make the link"
        isBusy={invite.isPending}
        refusal={refusal}
        problem={form.errors.form}
      />
    </form>
  )
}
