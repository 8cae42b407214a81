import { useForm } from '@mantine/form'
import { useRef, useState } from 'react'
import type { Executor } from '#api/executors/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { emptyDocument } from '#domain/policy/policy-document.ts'
import { useRole } from '../../app/me.ts'
import { fieldErrorsOf, isKeyReused } from '../../http/field-errors.ts'
import { newIdempotencyKey } from '../../http/idempotency-key.ts'
import { wordsOf } from '../../http/missing.ts'
import { useExecutors } from '../../http/shared-queries.ts'
import { FormActions } from '../../ui/FormActions.tsx'
import css from '../../ui/form.module.css'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import { AgentFields } from './AgentFields.tsx'
import { type AgentDraft, agentFields, draftErrors, firstExecutor, newAgentOf } from './agent-draft.ts'
import { useChangeTools, useCreateAgent } from './agent-queries.ts'
import { documentWith, toolDraftOf } from './tool-draft.ts'

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
  const tools = useChangeTools()
  const isLeaving = useRef(false)
  const refusal = refusalOf(useRole(), 'createAgent')
  const form = useForm<AgentDraft>({
    initialValues: {
      name: '',
      role: '',
      charter: '',
      executorId: firstExecutor(executors),
      openclawAgentId: 'main',
      ...toolDraftOf(),
    },
    validate: draftErrors,
  })
  const submit = form.onSubmit(async (draft) => {
    try {
      // Sent again after a failure between the two, the first answers as before and the second goes on.
      const { id } = await create.mutateAsync(newAgentOf(projectId, draft))
      const document = documentWith(emptyDocument, draft)
      if (document) await tools.mutateAsync({ agentId: id, document, note: '', version: 0 })
      isLeaving.current = true
      onCreated(id)
    } catch (problem) {
      form.setErrors(fieldErrorsOf(problem, agentFields))
      if (isKeyReused(problem)) setKey(newIdempotencyKey())
    }
  })
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <UnsavedGuard isDirty={form.isDirty()} isLeaving={isLeaving} />
      <AgentFields form={form} executors={executors} />
      <FormActions
        label="Create the agent"
        isBusy={create.isPending || tools.isPending}
        refusal={refusal}
        problem={form.errors.form}
      />
    </form>
  )
}
