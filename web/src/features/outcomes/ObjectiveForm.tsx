import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { weeksAfter } from '#domain/outcome/iso-week.ts'
import { weeksAhead } from '#domain/outcome/outcome-rules.ts'
import { FormEnd } from './FormEnd.tsx'
import { useSetObjective } from './outcome-queries.ts'
import css from './outcomes.module.css'
import { Panel } from './Panel.tsx'
import { useOnce } from './use-once.ts'

interface ObjectiveFormProps {
  projectId: string
  /** This one. */
  week: string
  onClose: () => void
}

export function ObjectiveForm({ projectId, week, onClose }: ObjectiveFormProps) {
  const { key, refuse } = useOnce()
  const set = useSetObjective(projectId, key)
  const form = useForm({ initialValues: { title: '', target: '', week } })
  const submit = form.onSubmit(({ title, target, week: chosen }) =>
    set.mutate(
      { title, target: target.trim() || null, week: chosen },
      {
        onSuccess: onClose,
        onError: (problem) => form.setErrors(refuse(problem, ['title', 'target', 'week'])),
      },
    ),
  )
  const weeks = Array.from({ length: weeksAhead + 1 }, (_, i) => weeksAfter(week, i))
  const label = (one: string) =>
    one === week ? `This week, ${one}` : one === weeks[1] ? `Next week, ${one}` : one
  return (
    <Panel label="A new objective" onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <TextInput label="What has to be true" maxLength={160} {...form.getInputProps('title')} />
        <div className={css.pair}>
          <NativeSelect
            label="Week"
            data={weeks.map((one) => ({ value: one, label: label(one) }))}
            {...form.getInputProps('week')}
          />
          <TextInput
            label="Target"
            placeholder="10 readers"
            maxLength={120}
            {...form.getInputProps('target')}
          />
        </div>
        <FormEnd label="Set the objective" isBusy={set.isPending} problem={form.errors.form}>
          <Button size="xs" variant="default" onClick={onClose}>
            Cancel
          </Button>
        </FormEnd>
      </form>
    </Panel>
  )
}
