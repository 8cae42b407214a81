import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ApiProblem } from '../../http/client.ts'
import { emailProblem } from './email-problem.ts'
import { SessionPanel } from './SessionPanel.tsx'
import css from './session.module.css'
import { useHasOwner, useSignIn } from './session-queries.ts'

const help =
  'Without an account: npm start prints a link that creates the owner’s, once. Everybody else is invited: an owner makes a one-time link under Operators and hands it over.'

function wordsOf(problem: ApiProblem): string {
  if (problem.status === 401) return 'The e-mail address or the password is not right.'
  if (problem.status === 429) return 'Too many tries. Wait a minute, then try again.'
  return problem.message
}

/** Only a path of ours: an address that leads elsewhere is not followed. */
export const wayBack = (to: unknown): string =>
  typeof to === 'string' && /^\/(?![/\\])/.test(to) && !to.startsWith('/sign-in') ? to : '/'

export function SignInPage() {
  const navigate = useNavigate()
  const client = useQueryClient()
  const { to } = useSearch({ strict: false }) as { to?: unknown }
  const hasOwner = useHasOwner()
  const signIn = useSignIn()
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: emailProblem,
      password: (password) => (password === '' ? 'Give your password' : null),
    },
  })
  const enter = form.onSubmit((credentials) =>
    signIn.mutate(credentials, {
      onSuccess: () => {
        client.clear()
        void navigate({ to: wayBack(to) as never })
      },
    }),
  )
  const lead =
    hasOwner.data === false ? 'Nobody has an account yet. Open the link that npm start printed.' : undefined
  return (
    <SessionPanel title="Sign in" lead={lead} help={help}>
      <form className={css.form} onSubmit={enter} noValidate>
        <TextInput
          label="Email"
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          {...form.getInputProps('password')}
        />
        {signIn.error && (
          <p role="alert" className={css.problem}>
            {wordsOf(signIn.error)}
          </p>
        )}
        <Button size="sm" type="submit" fullWidth loading={signIn.isPending}>
          Sign in
        </Button>
      </form>
    </SessionPanel>
  )
}
