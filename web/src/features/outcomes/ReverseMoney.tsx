import { Button, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { fieldErrorsOf } from '../../http/field-errors.ts'
import { FormEnd } from './FormEnd.tsx'
import { useReverseMoney } from './outcome-queries.ts'
import css from './outcomes.module.css'
import { Panel } from './Panel.tsx'

interface ReverseMoneyProps {
  projectId: string
  moneyId: string
  /** What it is, in words. */
  name: string
  onClose: () => void
}

export function ReverseMoney({ projectId, moneyId, name, onClose }: ReverseMoneyProps) {
  const reverse = useReverseMoney(projectId, moneyId)
  const form = useForm({ initialValues: { reason: '' } })
  const submit = form.onSubmit(({ reason }) =>
    reverse.mutate(reason, {
      onSuccess: onClose,
      onError: (problem) => form.setErrors(fieldErrorsOf(problem, ['reason'])),
    }),
  )
  return (
    <Panel label={`Reverse ${name}`} onClose={onClose}>
      <p className={css.quiet}>
        It stays in this list and counts no more. This can’t be taken back; it can be booked again.
      </p>
      <form onSubmit={submit} noValidate>
        <TextInput label="Why" maxLength={500} {...form.getInputProps('reason')} />
        <FormEnd label="Reverse it" isBusy={reverse.isPending} problem={form.errors.form}>
          <Button size="xs" variant="default" onClick={onClose}>
            Keep it
          </Button>
        </FormEnd>
      </form>
    </Panel>
  )
}
