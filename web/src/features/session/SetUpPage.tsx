import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { AppLink } from '../../ui/AppLink.tsx'
import { SessionPanel } from './SessionPanel.tsx'
import css from './session.module.css'
import { useHasOwner, useSetUp } from './session-queries.ts'

const help = 'The link works once. The account is kept in your own database; nothing is sent anywhere else.'
const shortest = 12

/** The token is after the #, so that no server or log ever sees it in an address; here it leaves the address too. */
function useToken(): string {
  const [token] = useState(() => window.location.hash.slice(1))
  useEffect(() => {
    if (token) window.history.replaceState(window.history.state, '', window.location.pathname)
  }, [token])
  return token
}

export function SetUpPage() {
  const token = useToken()
  const hasOwner = useHasOwner()
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
  return <OwnerForm token={token} />
}

function OwnerForm({ token }: { token: string }) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const setUp = useSetUp()
  const form = useForm({
    initialValues: { name: '', email: '', password: '' },
    validate: {
      name: (name) => (name.trim() ? null : 'Say what to call you'),
      password: (password) => (password.length >= shortest ? null : `At least ${shortest} characters`),
    },
  })
  const create = form.onSubmit((owner) =>
    setUp.mutate(
      { ...owner, token },
      {
        onSuccess: () => {
          client.clear()
          void navigate({ to: '/' })
        },
        onError: ({ errors }) => {
          for (const { path, message } of errors) form.setFieldError(path.replace(/^body\./, ''), message)
        },
      },
    ),
  )
  return (
    <SessionPanel
      title="Create the owner’s account"
      lead="You will approve what agents want to do."
      help={help}
    >
      <form className={css.form} onSubmit={create}>
        <TextInput
          label="Name"
          autoComplete="name"
          required
          withAsterisk={false}
          {...form.getInputProps('name')}
        />
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
          description={`At least ${shortest} characters`}
          autoComplete="new-password"
          required
          withAsterisk={false}
          {...form.getInputProps('password')}
        />
        {setUp.error && setUp.error.errors.length === 0 && (
          <p role="alert" className={css.problem}>
            {setUp.error.message}
          </p>
        )}
        <Button size="sm" type="submit" fullWidth loading={setUp.isPending}>
          Create the account
        </Button>
      </form>
    </SessionPanel>
  )
}
