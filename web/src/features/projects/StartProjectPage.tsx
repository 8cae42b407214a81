import { Radio, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { refusalOf } from '#domain/operator/permissions.ts'
import { stageMeanings } from '#domain/project/stage-rules.ts'
import { useRole } from '../../app/me.ts'
import { fieldErrorsOf, isKeyReused } from '../../http/field-errors.ts'
import { newIdempotencyKey } from '../../http/idempotency-key.ts'
import { FormActions } from '../../ui/FormActions.tsx'
import css from '../../ui/form.module.css'
import { Page } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import { useCreateProject } from './project-queries.ts'

export function StartProjectPage() {
  const navigate = useNavigate()
  return (
    <Page>
      <PageHeader
        title="Start a project"
        trail={[
          { label: 'Projects', href: '/projects' },
          { label: 'New', href: '/projects/new' },
        ]}
        meta={<span>It begins empty. Next you give it an agent, and the agent a task.</span>}
      />
      <StartProjectForm onStarted={(projectId) => void navigate({ to: `/projects/${projectId}` as never })} />
    </Page>
  )
}

/** Sending it twice makes one project: the key belongs to the opened form. */
function StartProjectForm({ onStarted }: { onStarted: (projectId: string) => void }) {
  const [key, setKey] = useState(newIdempotencyKey)
  const create = useCreateProject(key)
  const isLeaving = useRef(false)
  const refusal = refusalOf(useRole(), 'createProject')
  const form = useForm({
    initialValues: { name: '', mission: '', stage: 'active' as 'active' | 'idea' },
    validate: { name: (name) => (name.trim() ? null : 'Give it a name.') },
  })
  const submit = form.onSubmit(async (draft) => {
    try {
      const { id } = await create.mutateAsync(draft)
      isLeaving.current = true
      onStarted(id)
    } catch (problem) {
      form.setErrors(fieldErrorsOf(problem, ['name', 'mission']))
      if (isKeyReused(problem)) setKey(newIdempotencyKey())
    }
  })
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <UnsavedGuard isDirty={form.isDirty()} isLeaving={isLeaving} />
      <TextInput
        label="Name"
        description="What you call it; it stands in every list."
        maxLength={80}
        required
        data-autofocus
        {...form.getInputProps('name')}
      />
      <Textarea
        label="Mission"
        description="What it is for, in a sentence or two. It goes along with every task, so agents read it."
        autosize
        minRows={3}
        maxRows={12}
        maxLength={2_000}
        {...form.getInputProps('mission')}
      />
      <Radio.Group label="Stage" {...form.getInputProps('stage')}>
        <div className={css.choices}>
          {(['active', 'idea'] as const).map((stage) => (
            <Radio
              key={stage}
              value={stage}
              size="sm"
              label={stageMeanings[stage].word}
              description={stageMeanings[stage].means}
            />
          ))}
        </div>
      </Radio.Group>
      <FormActions
        label="Start the project"
        isBusy={create.isPending}
        refusal={refusal}
        problem={form.errors.form}
      />
    </form>
  )
}
