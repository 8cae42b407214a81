import { Button, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { FormEnd } from './FormEnd.tsx'
import { useNoteLearning } from './outcome-queries.ts'
import { Panel } from './Panel.tsx'
import { useOnce } from './use-once.ts'

interface LearningFormProps {
  projectId: string
  onClose: () => void
}

export function LearningForm({ projectId, onClose }: LearningFormProps) {
  const { key, refuse } = useOnce()
  const note = useNoteLearning(projectId, key)
  const form = useForm({ initialValues: { text: '' } })
  const submit = form.onSubmit((values) =>
    note.mutate(values, {
      onSuccess: onClose,
      onError: (problem) => form.setErrors(refuse(problem, ['text'])),
    }),
  )
  return (
    <Panel label="A new learning" onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Textarea
          label="What you learned"
          autosize
          minRows={2}
          maxLength={2_000}
          {...form.getInputProps('text')}
        />
        <FormEnd label="Note it" isBusy={note.isPending} problem={form.errors.form}>
          <Button size="xs" variant="default" onClick={onClose}>
            Cancel
          </Button>
        </FormEnd>
      </form>
    </Panel>
  )
}
