import { Select, Textarea, TextInput } from '@mantine/core'
import { type UseFormReturnType, useForm } from '@mantine/form'
import { useRef, useState } from 'react'
import { refusalOf } from '#domain/operator/permissions.ts'
import { newTaskRefusal } from '#domain/project/stage-rules.ts'
import { useRole } from '../../app/me.ts'
import { isKeyReused } from '../../http/field-errors.ts'
import { newIdempotencyKey } from '../../http/idempotency-key.ts'
import { useAgents, useExecutors, useProject } from '../../http/shared-queries.ts'
import { FormActions } from '../../ui/FormActions.tsx'
import css from '../../ui/form.module.css'
import { NoAgentYet } from '../../ui/NoAgentYet.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import { BudgetFields } from './BudgetFields.tsx'
import { noBudget } from './budget-draft.ts'
import { DeliverablesField } from './DeliverablesField.tsx'
import { DueFields } from './DueFields.tsx'
import { noDeliverable } from './deliverable-draft.ts'
import { type DueDraft, noDue } from './due-draft.ts'
import { agentChoices, fieldErrors, newTaskOf, type TaskDraft } from './new-task-draft.ts'
import { PracticeHelp } from './PracticeHelp.tsx'
import { useCreateTask } from './task-queries.ts'
import { priorityChoices } from './task-wording.ts'

interface NewTaskFormProps {
  projectId: string
  /** The one that is chosen at first. */
  agentId?: string | undefined
  /** What the fields hold at first. */
  title?: string | undefined
  intent?: string | undefined
  onCreated: (taskId: string) => void
}

/** Gives an agent a task. Sending it twice makes one task: the key belongs to the opened form. */
export function NewTaskForm(props: NewTaskFormProps) {
  const agents = useAgents(props.projectId)
  const refusal = refusalOf(useRole(), 'createAgent')
  if (agents.error) return <p role="alert">The agents cannot be read now: {agents.error.message}</p>
  if (!agents.data) return <SkeletonRows label="agents" count={3} />
  if (agents.data.items.length === 0)
    return (
      <NoAgentYet
        {...{ projectId: props.projectId, refusal }}
        why="Create one first: tasks are given to agents."
      />
    )
  return <Fields agents={agents.data.items} {...props} />
}

type Agents = NonNullable<ReturnType<typeof useAgents>['data']>['items']

function Fields({
  projectId,
  agents,
  agentId,
  title = '',
  intent = '',
  onCreated,
}: NewTaskFormProps & { agents: Agents }) {
  const [key, setKey] = useState(newIdempotencyKey)
  const create = useCreateTask(key)
  const executors = useExecutors().data?.items ?? []
  const usable = agents.filter((agent) => agent.executorId !== null)
  const first = usable.find(({ id }) => id === agentId) ?? (usable.length === 1 ? usable[0] : undefined)
  const form = useForm<TaskDraft>({
    initialValues: {
      agentId: first?.id ?? null,
      title,
      intent,
      priority: 'normal',
      ...noDue,
      budget: noBudget,
      deliverables: [noDeliverable()],
    },
  })
  const isLeaving = useRef(false)
  const project = useProject(projectId).data
  const closed = project ? newTaskRefusal({ ...project, isRemoved: project.removedAt !== null }) : null
  const refusal = refusalOf(useRole(), 'createTask') ?? closed?.message ?? null
  const agent = agents.find(({ id }) => id === form.values.agentId)
  const executor = executors.find(({ id }) => id === agent?.executorId)
  const submit = async (draft: TaskDraft) => {
    const body = newTaskOf(draft, agents, new Date())
    if ('errors' in body) return form.setErrors(body.errors)
    try {
      const { taskId } = await create.mutateAsync(body)
      isLeaving.current = true
      onCreated(taskId)
    } catch (problem) {
      form.setErrors(fieldErrors(problem, draft.deliverables))
      if (isKeyReused(problem)) setKey(newIdempotencyKey())
    }
  }
  // One by one: setting several at once clears what is said at other fields.
  const setDue = (change: Partial<DueDraft>) => {
    for (const [name, value] of Object.entries(change)) form.setFieldValue(name as keyof DueDraft, value)
  }
  return (
    <form className={css.form} onSubmit={form.onSubmit(submit)} noValidate>
      <UnsavedGuard isDirty={form.isDirty()} isLeaving={isLeaving} />
      <Select
        label="Agent"
        placeholder="Choose an agent"
        data={agentChoices(agents)}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        required
        {...form.getInputProps('agentId')}
      />
      <NoExecutor agents={agents} />
      <Wish form={form} />
      {executor?.report?.gateway?.isPractice && <PracticeHelp />}
      <PriorityChoice form={form} />
      <DueFields draft={form.values} error={form.errors.due ?? null} onChange={setDue} />
      <BudgetFields
        draft={form.values.budget}
        onChange={(change) => form.setFieldValue('budget', { ...form.values.budget, ...change })}
      />
      <DeliverablesField form={form} />
      <FormActions
        label="Give the task"
        isBusy={create.isPending}
        refusal={refusal}
        problem={form.errors.form}
      />
    </form>
  )
}

function Wish({ form }: { form: UseFormReturnType<TaskDraft> }) {
  return (
    <>
      <TextInput
        label="Title"
        description="What it is, in a few words: it names the task in every list."
        maxLength={200}
        required
        {...form.getInputProps('title')}
      />
      <Textarea
        label="Intent"
        description="What should be true when it is done, what the agent needs to know, and what it must not do."
        autosize
        minRows={5}
        maxRows={20}
        maxLength={20_000}
        required
        {...form.getInputProps('intent')}
      />
    </>
  )
}

function PriorityChoice({ form }: { form: UseFormReturnType<TaskDraft> }) {
  return (
    <Select
      label="Priority"
      description="What starts first where more waits than can run at once."
      data={priorityChoices}
      allowDeselect={false}
      comboboxProps={{ withinPortal: false }}
      {...form.getInputProps('priority')}
    />
  )
}

function NoExecutor({ agents }: { agents: Agents }) {
  const names = agents.filter((agent) => agent.executorId === null).map((agent) => agent.name)
  if (names.length === 0) return null
  return (
    <p className={css.refusal}>
      {names.join(', ')} {names.length === 1 ? 'has' : 'have'} no executor and can take no task. Choose one
      with Edit on the agent’s page.
    </p>
  )
}
