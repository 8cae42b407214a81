import { useForm } from '@mantine/form'
import { useState } from 'react'
import type { Agent } from '#api/agents/contract.ts'
import type { Executor } from '#api/executors/contract.ts'
import type { PolicyPage } from '#api/policies/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { fieldErrorsOf } from '../../http/field-errors.ts'
import { FormActions } from '../../ui/FormActions.tsx'
import css from '../../ui/form.module.css'
import { RowPanel } from '../../ui/RowPanel.tsx'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import { isSamePage } from '../../ui/unsaved.ts'
import { AgentFields } from './AgentFields.tsx'
import { type AgentDraft, agentChangeOf, agentFields, draftErrors, draftOf } from './agent-draft.ts'
import { useChangeAgent, useChangeTools } from './agent-queries.ts'
import { documentWith } from './tool-draft.ts'

interface EditAgentProps {
  agent: Agent
  policy: PolicyPage
  executors: Executor[]
  onClose: () => void
}

/** What was opened is what is changed: a save over somebody else's is refused and says whose. */
export function EditAgent({ agent, policy, executors, onClose }: EditAgentProps) {
  const [version] = useState(agent.version)
  const [known, setKnown] = useState(policy)
  const change = useChangeAgent(agent.id)
  const tools = useChangeTools()
  const isBusy = change.isPending || tools.isPending
  const refusal = refusalOf(useRole(), 'editAgent')
  const form = useForm<AgentDraft>({ initialValues: draftOf(agent, policy.document), validate: draftErrors })
  const submit = form.onSubmit(async (draft) => {
    try {
      // The tools first: what they need is refused before anything of the agent is changed.
      const document = documentWith(known.document, draft)
      if (document)
        setKnown(await tools.mutateAsync({ agentId: agent.id, document, note: '', version: known.version }))
      await change.mutateAsync(agentChangeOf(version, draft))
      onClose()
    } catch (problem) {
      form.setErrors(fieldErrorsOf(problem, agentFields))
    }
  })
  return (
    <RowPanel label={`Change ${agent.name}`} onClose={onClose} problem={null}>
      <form className={css.form} onSubmit={submit} noValidate>
        <UnsavedGuard isDirty={form.isDirty() && !isBusy} stays={isSamePage} />
        <AgentFields form={form} executors={executors} />
        <FormActions label="Save the changes" isBusy={isBusy} refusal={refusal} problem={form.errors.form} />
      </form>
    </RowPanel>
  )
}
