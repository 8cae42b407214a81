import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { ProjectOutcomes } from '#api/outcomes/contract.ts'
import type { MoneyKind } from '#domain/outcome/outcome-words.ts'
import { FormEnd } from './FormEnd.tsx'
import { useBookMoney } from './outcome-queries.ts'
import css from './outcomes.module.css'
import { Panel } from './Panel.tsx'
import { useOnce } from './use-once.ts'

interface BookFormProps {
  projectId: string
  outcomes: ProjectOutcomes
  onClose: () => void
}

const fields = ['kind', 'amount', 'occurredOn', 'note', 'externalId', 'currency'] as const

export function BookForm({ projectId, outcomes: { currency, today }, onClose }: BookFormProps) {
  const { key, refuse } = useOnce()
  const book = useBookMoney(projectId, key)
  const form = useForm({
    initialValues: { kind: 'revenue' as MoneyKind, amount: '', occurredOn: today, note: '', externalId: '' },
  })
  const submit = form.onSubmit(({ externalId, ...values }) =>
    book.mutate(
      { ...values, externalId: externalId.trim() || null, source: 'form' },
      { onSuccess: onClose, onError: (problem) => form.setErrors(refuse(problem, fields)) },
    ),
  )
  return (
    <Panel label="Book money" onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <SegmentedControl
          size="xs"
          aria-label="Kind"
          data={[
            { value: 'revenue', label: 'Revenue' },
            { value: 'cost', label: 'Cost' },
          ]}
          {...form.getInputProps('kind')}
        />
        <div className={css.pair}>
          <TextInput
            label={`Amount, ${currency}`}
            inputMode="decimal"
            placeholder="12.50"
            {...form.getInputProps('amount')}
          />
          <TextInput label="On" type="date" {...form.getInputProps('occurredOn')} />
        </div>
        <TextInput label="What for" maxLength={500} {...form.getInputProps('note')} />
        <TextInput
          label="Its name elsewhere"
          description="Optional, like the id of a payment: what has one is booked once."
          maxLength={200}
          {...form.getInputProps('externalId')}
        />
        <FormEnd label="Book it" isBusy={book.isPending} problem={form.errors.form}>
          <Button size="xs" variant="default" onClick={onClose}>
            Cancel
          </Button>
        </FormEnd>
      </form>
    </Panel>
  )
}
