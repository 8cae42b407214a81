import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { type UseMutationResult, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ApiProblem } from '../../http/client.ts'
import { fieldErrorsOf } from '../../http/field-errors.ts'
import { emailProblem } from './email-problem.ts'
import css from './session.module.css'
import type { NewAccount } from './session-queries.ts'

const shortest = 12

interface AccountFormProps {
  token: string
  button: string
  /** Set: the account is for this address and no other. */
  email?: string | null
  create: Pick<UseMutationResult<void, ApiProblem, NewAccount>, 'mutate' | 'isPending'>
}

/** A new account by a one-time link; whoever made it is signed in and comes to Home. */
export function AccountForm({ token, button, email = null, create }: AccountFormProps) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const form = useForm({
    initialValues: { name: '', email: email ?? '', password: '' },
    validate: {
      name: (name) => (name.trim() ? null : 'Say what to call you'),
      email: emailProblem,
      password: (password) => (password.length >= shortest ? null : `At least ${shortest} characters`),
    },
  })
  const onSuccess = () => {
    client.clear()
    void navigate({ to: '/' })
  }
  const onError = (problem: ApiProblem) =>
    form.setErrors(
      problem.code === 'name_taken'
        ? { email: problem.message }
        : fieldErrorsOf(problem, ['name', 'email', 'password']),
    )
  const submit = form.onSubmit((account) => create.mutate({ ...account, token }, { onSuccess, onError }))
  const always = { required: true, withAsterisk: false }
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <TextInput label="Name" autoComplete="name" {...always} {...form.getInputProps('name')} />
      <TextInput
        label="Email"
        type="email"
        autoComplete="username"
        readOnly={email !== null}
        {...(email !== null && { description: 'The invite is for this address.' })}
        {...always}
        {...form.getInputProps('email')}
      />
      <PasswordInput
        label="Password"
        description={`At least ${shortest} characters`}
        autoComplete="new-password"
        {...always}
        {...form.getInputProps('password')}
      />
      {form.errors.form && (
        <p role="alert" className={css.problem}>
          {form.errors.form}
        </p>
      )}
      <Button size="sm" type="submit" fullWidth loading={create.isPending}>
        {button}
      </Button>
    </form>
  )
}
