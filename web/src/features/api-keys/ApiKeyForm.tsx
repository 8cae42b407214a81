import { Checkbox, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { type KeyAction, keyActions, keyActionWords } from '#domain/api-key/api-key-rules.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { fieldErrorsOf, isKeyReused } from '../../http/field-errors.ts'
import { newIdempotencyKey } from '../../http/idempotency-key.ts'
import { useProjects } from '../../http/shared-queries.ts'
import { FormActions } from '../../ui/FormActions.tsx'
import formCss from '../../ui/form.module.css'
import { type Made, useCreateApiKey } from './api-key-queries.ts'
import css from './api-keys.module.css'

const fields = ['name', 'projectIds', 'actions'] as const
const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

export function ApiKeyForm({ onMade }: { onMade: (made: Made) => void }) {
  const [key, setKey] = useState(newIdempotencyKey)
  const create = useCreateApiKey(key)
  const projects = useProjects().data?.items ?? []
  const refusal =
    refusalOf(useRole(), 'createApiKey') ??
    (projects.length === 0 ? 'A key is for projects. Create a project first.' : null)
  const form = useForm({
    initialValues: { name: '', projectIds: [] as string[], actions: ['startRunbook'] as KeyAction[] },
    validate: {
      name: (name) => (name.trim() === '' ? 'Give it the name of what will use it' : null),
      projectIds: (ids) => (ids.length === 0 ? 'Choose at least one project' : null),
      actions: (actions) => (actions.length === 0 ? 'Choose at least one' : null),
    },
  })
  const submit = form.onSubmit(async (asked) => {
    try {
      onMade({ key: await create.mutateAsync(asked), asked })
    } catch (problem) {
      form.setErrors(fieldErrorsOf(problem, fields))
      if (isKeyReused(problem)) setKey(newIdempotencyKey())
    }
  })
  return (
    <form className={formCss.form} onSubmit={submit} noValidate>
      <TextInput
        label="Name"
        description="What will use it, for example: website"
        maxLength={80}
        autoComplete="off"
        disabled={refusal !== null}
        {...form.getInputProps('name')}
      />
      <Checkbox.Group label="Projects" {...form.getInputProps('projectIds')}>
        <div className={css.choices}>
          {projects.map(({ id, name }) => (
            <Checkbox key={id} value={id} label={name} disabled={refusal !== null} />
          ))}
        </div>
      </Checkbox.Group>
      <Checkbox.Group
        label="May"
        description="What it starts counts as asked for by whoever made it."
        {...form.getInputProps('actions')}
      >
        <div className={css.choices}>
          {keyActions.map((action) => (
            <Checkbox
              key={action}
              value={action}
              label={capital(keyActionWords[action])}
              disabled={refusal !== null}
            />
          ))}
        </div>
      </Checkbox.Group>
      <FormActions
        label="Make the key"
        isBusy={create.isPending}
        refusal={refusal}
        problem={form.errors.form}
      />
    </form>
  )
}
