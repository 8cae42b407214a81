import { Select, Textarea, TextInput } from '@mantine/core'
import { type UseFormReturnType, useForm } from '@mantine/form'
import { useState } from 'react'
import type { Executor } from '#api/executors/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { fieldErrorsOf, isKeyReused } from '../../http/field-errors.ts'
import { newIdempotencyKey } from '../../http/idempotency-key.ts'
import { wordsOf } from '../../http/missing.ts'
import { useExecutors } from '../../http/shared-queries.ts'
import { FormActions } from '../../ui/FormActions.tsx'
import css from '../../ui/form.module.css'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { useCreateAgent } from './agent-queries.ts'
import {
  type AgentDraft,
  agentFields,
  draftErrors,
  executorChoices,
  firstExecutor,
  newAgentOf,
  noExecutor,
} from './new-agent-draft.ts'

interface NewAgentFormProps {
  projectId: string
  onCreated: (agentId: string) => void
}

/** Creates an agent. Sending it twice makes one: the key belongs to the opened form. */
export function NewAgentForm({ projectId, onCreated }: NewAgentFormProps) {
  const executors = useExecutors()
  if (executors.data)
    return <Form projectId={projectId} onCreated={onCreated} executors={executors.data.items} />
  if (executors.error) return <p role="alert">The executors cannot be read now: {wordsOf(executors.error)}</p>
  return <SkeletonRows label="executors" count={3} />
}

function Form({ projectId, onCreated, executors }: NewAgentFormProps & { executors: Executor[] }) {
  const [key, setKey] = useState(newIdempotencyKey)
  const create = useCreateAgent(key)
  const refusal = refusalOf(useRole(), 'createAgent')
  const form = useForm<AgentDraft>({
    initialValues: {
      name: '',
      role: '',
      charter: '',
      executorId: firstExecutor(executors),
      openclawAgentId: 'main',
    },
    validate: draftErrors,
  })
  const submit = form.onSubmit(async (draft) => {
    try {
      const { id } = await create.mutateAsync(newAgentOf(projectId, draft))
      onCreated(id)
    } catch (problem) {
      form.setErrors(fieldErrorsOf(problem, agentFields))
      if (isKeyReused(problem)) setKey(newIdempotencyKey())
    }
  })
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <Character form={form} />
      <Dwelling form={form} executors={executors} />
      <FormActions
        label="Create the agent"
        isBusy={create.isPending}
        refusal={refusal}
        problem={form.errors.form}
      />
    </form>
  )
}

type FieldsProps = { form: UseFormReturnType<AgentDraft> }

function Character({ form }: FieldsProps) {
  return (
    <>
      <TextInput
        label="Name"
        description="What you call it when you give it a task."
        maxLength={80}
        required
        {...form.getInputProps('name')}
      />
      <TextInput
        label="Role"
        description="What it is in this project, in a few words: Letter editor, Customer care."
        maxLength={200}
        {...form.getInputProps('role')}
      />
      <Textarea
        label="Charter"
        description="How it works, what it looks after and what it must not do. It reads this with every task."
        autosize
        minRows={4}
        maxRows={16}
        maxLength={10_000}
        {...form.getInputProps('charter')}
      />
    </>
  )
}

function Dwelling({ form, executors }: FieldsProps & { executors: Executor[] }) {
  const isHomeless = form.values.executorId === noExecutor
  const executor = executors.find(({ id }) => id === form.values.executorId)
  return (
    <>
      <Select
        label="Executor"
        description="The machine that its runs happen on. It is chosen once; another one means another agent."
        data={executorChoices(executors)}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        {...form.getInputProps('executorId')}
      />
      {isHomeless && (
        <p className={css.refusal}>
          Without an executor every task for it is refused.
          {executors.length === 0 &&
            ' No executor is registered here yet; one registers itself when it starts.'}
        </p>
      )}
      {executor && executor.state !== 'ready' && (
        <p className={css.refusal}>
          {executor.name} is not ready. {executor.detail} Tasks wait until it is.
        </p>
      )}
      <TextInput
        label="OpenClaw agent id"
        description="The agent’s id on that gateway. Every gateway has main."
        maxLength={64}
        disabled={isHomeless}
        {...form.getInputProps('openclawAgentId')}
      />
    </>
  )
}
