import { Textarea, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import css from './DeliverablesField.module.css'
import type { DeliverableDraft } from './deliverable-draft.ts'
import type { TaskDraft } from './new-task-draft.ts'

interface CheckFieldsProps {
  /** Of the line, as `deliverable 2`. */
  name: string
  props: (field: keyof DeliverableDraft) => ReturnType<UseFormReturnType<TaskDraft>['getInputProps']>
}

export function JsonFields({ name, props }: CheckFieldsProps) {
  return (
    <>
      <TextInput
        className={css.whole}
        label="File"
        aria-label={`File of ${name}`}
        placeholder="reports/week.json"
        description="In the agent’s workspace. Left empty: the file that the agent records under this title."
        maxLength={500}
        {...props('path')}
      />
      <Textarea
        className={css.whole}
        classNames={{ input: css.code ?? '' }}
        label="JSON Schema"
        aria-label={`JSON Schema of ${name}`}
        placeholder={'{"type": "object", "required": ["total"], "properties": {"total": {"type": "number"}}}'}
        description="Draft 2020-12. The agent is told it. Nothing is fetched: a $ref begins with #."
        autosize
        minRows={3}
        maxRows={14}
        spellCheck={false}
        {...props('schema')}
      />
    </>
  )
}

export function CommitFields({ name, props }: CheckFieldsProps) {
  return (
    <div className={`${css.whole} ${css.pairs}`}>
      <TextInput
        label="Repository"
        aria-label={`Repository of ${name}`}
        placeholder="site"
        description="Its folder in the agent’s workspace. Left empty: the workspace itself."
        maxLength={500}
        {...props('repository')}
      />
      <TextInput
        label="Commit"
        aria-label={`Commit of ${name}`}
        placeholder="main, v1.2 or a sha"
        description="Left empty: the one that the agent names."
        maxLength={200}
        {...props('commit')}
      />
      <TextInput
        label="Message"
        aria-label={`Message of ${name}`}
        placeholder="A text that its message holds"
        description="Left empty: whatever it says."
        maxLength={200}
        {...props('message')}
      />
      <TextInput
        label="Branch"
        aria-label={`Branch of ${name}`}
        placeholder="main"
        description="That it must be on. Left empty: on any."
        maxLength={200}
        {...props('branch')}
      />
    </div>
  )
}
