import { Button, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { ProjectOutcomes } from '#api/outcomes/contract.ts'
import { fieldErrorsOf } from '../../http/field-errors.ts'
import { useSetRate } from './outcome-queries.ts'
import css from './outcomes.module.css'
import { Panel } from './Panel.tsx'

interface RateFormProps {
  projectId: string
  outcomes: ProjectOutcomes
  onClose: () => void
}

/** What an hour of an operator costs the project: of the past as well. */
export function RateForm({ projectId, outcomes: { rate, currency }, onClose }: RateFormProps) {
  const set = useSetRate(projectId)
  const form = useForm({ initialValues: { perHour: rate?.perHour ?? '' } })
  const submit = form.onSubmit(({ perHour }) =>
    set.mutate(perHour.trim() || null, {
      onSuccess: onClose,
      onError: (problem) => form.setErrors(fieldErrorsOf(problem, ['perHour'])),
    }),
  )
  return (
    <Panel label="The price of operators’ time" onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <TextInput
          label={`An hour costs, ${currency}`}
          description="Empty leaves it out. A new rate counts for the past too."
          inputMode="decimal"
          placeholder="80.00"
          {...form.getInputProps('perHour')}
        />
        {form.errors.form && (
          <p role="alert" className={css.problem}>
            {form.errors.form}
          </p>
        )}
        <div className={css.bar}>
          <Button type="submit" size="xs" disabled={set.isPending}>
            {set.isPending ? 'Recording…' : 'Set the rate'}
          </Button>
          <Button size="xs" variant="default" onClick={onClose}>
            Keep it
          </Button>
        </div>
      </form>
    </Panel>
  )
}
