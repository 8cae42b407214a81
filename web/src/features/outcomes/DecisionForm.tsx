import { Button, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { daysAfter } from '#domain/outcome/iso-week.ts'
import { FormEnd } from './FormEnd.tsx'
import { useMakeDecision } from './outcome-queries.ts'
import { Panel } from './Panel.tsx'
import { useOnce } from './use-once.ts'

interface DecisionFormProps {
  projectId: string
  today: string
  onClose: () => void
}

const reviewAfterDays = 30

export function DecisionForm({ projectId, today, onClose }: DecisionFormProps) {
  const { key, refuse } = useOnce()
  const make = useMakeDecision(projectId, key)
  const form = useForm({
    initialValues: { title: '', choice: '', context: '', reviewOn: daysAfter(today, reviewAfterDays) },
  })
  const submit = form.onSubmit((values) =>
    make.mutate(values, {
      onSuccess: onClose,
      onError: (problem) => form.setErrors(refuse(problem, ['title', 'choice', 'context', 'reviewOn'])),
    }),
  )
  return (
    <Panel label="A new decision" onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <TextInput label="What was to be decided" maxLength={120} {...form.getInputProps('title')} />
        <TextInput label="What you chose" maxLength={1_000} {...form.getInputProps('choice')} />
        <Textarea label="Why" autosize minRows={2} maxLength={4_000} {...form.getInputProps('context')} />
        <TextInput label="Review on" type="date" {...form.getInputProps('reviewOn')} />
        <FormEnd label="Record the decision" isBusy={make.isPending} problem={form.errors.form}>
          <Button size="xs" variant="default" onClick={onClose}>
            Cancel
          </Button>
        </FormEnd>
      </form>
    </Panel>
  )
}
