import { Button, PasswordInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { Me } from '#api/session/contract.ts'
import { NotificationsSwitch } from '../../app/notifications/NotificationsSwitch.tsx'
import type { ApiProblem } from '../../http/client.ts'
import { Fact, Facts } from '../../ui/Facts.tsx'
import formCss from '../../ui/form.module.css'
import { Section } from '../../ui/Section.tsx'
import { useChangePassword } from './operator-queries.ts'
import css from './operators.module.css'
import { RoleAreas } from './RoleAreas.tsx'

const shortest = 12

export function OwnAccount({ me }: { me: Me }) {
  return (
    <div className={css.rail}>
      <Section title="Your account">
        <Facts>
          <Fact label="Name">{me.name}</Fact>
          <Fact label="Email">{me.email}</Fact>
          <Fact label="Role">{me.role}</Fact>
          <Fact label="May">
            <RoleAreas role={me.role} />
          </Fact>
        </Facts>
      </Section>
      <Section title="Notifications">
        <div className={css.below}>
          <NotificationsSwitch />
        </div>
      </Section>
      <Section title="Change your password">
        <ChangePassword />
      </Section>
    </div>
  )
}

function wordsOf(problem: ApiProblem): string {
  if (problem.code === 'INVALID_PASSWORD') return 'The current password is not right.'
  if (problem.status === 429) return 'Too many tries. Wait a minute, then try again.'
  return problem.message
}

function ChangePassword() {
  const change = useChangePassword()
  const form = useForm({
    initialValues: { current: '', next: '' },
    validate: {
      current: (current) => (current ? null : 'Type the password that you sign in with now'),
      next: (next) => (next.length >= shortest ? null : `At least ${shortest} characters`),
    },
  })
  const submit = form.onSubmit((passwords) => change.mutate(passwords, { onSuccess: () => form.reset() }))
  return (
    <form className={`${formCss.form} ${css.below}`} onSubmit={submit} noValidate>
      <PasswordInput
        label="Current password"
        autoComplete="current-password"
        {...form.getInputProps('current')}
      />
      <PasswordInput
        label="New password"
        description={`At least ${shortest} characters. Your other sessions are signed out.`}
        autoComplete="new-password"
        {...form.getInputProps('next')}
      />
      <div className={formCss.actions}>
        <Button type="submit" variant="default" disabled={change.isPending}>
          {change.isPending ? 'Recording…' : 'Change the password'}
        </Button>
        {change.error && (
          <p role="alert" className={formCss.problem}>
            {wordsOf(change.error)}
          </p>
        )}
      </div>
      <p role="status" className={css.quiet}>
        {change.isSuccess && 'Changed. Sign in with the new one from now on.'}
      </p>
    </form>
  )
}
