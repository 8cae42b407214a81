import { useForm } from '@mantine/form'
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
import { AgentFields } from './AgentFields.tsx'
import { type AgentDraft, agentFields, draftErrors, firstExecutor, newAgentOf } from './agent-draft.ts'
import { useCreateAgent } from './agent-queries.ts'

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
      <AgentFields form={form} executors={executors} />
      <FormActions
        label="Create the agent"
        isBusy={create.isPending}
        refusal={refusal}
        problem={form.errors.form}
      />
    </form>
  )
}
