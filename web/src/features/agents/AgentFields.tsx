import { Select, Textarea, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { Executor } from '#api/executors/contract.ts'
import css from '../../ui/form.module.css'
import { type AgentDraft, executorChoices, noExecutor } from './agent-draft.ts'
import { ToolFields } from './ToolFields.tsx'

interface FieldsProps {
  form: UseFormReturnType<AgentDraft>
  executors: Executor[]
}

/** What an agent is and where it works; of a new one and of one that is changed. */
export function AgentFields({ form, executors }: FieldsProps) {
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
      <ToolFields form={form} />
      <Dwelling form={form} executors={executors} />
    </>
  )
}

function Dwelling({ form, executors }: FieldsProps) {
  const isHomeless = form.values.executorId === noExecutor
  const executor = executors.find(({ id }) => id === form.values.executorId)
  return (
    <>
      <Select
        label="Executor"
        description="The machine that its runs happen on. When it moves, tasks that have not begun go along; one that a machine has begun ends there."
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
