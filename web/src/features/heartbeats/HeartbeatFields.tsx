import { Autocomplete, Checkbox, NumberInput, Radio, Select, Textarea, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { dayChoices, type HeartbeatDraft, rhythmChoices } from './heartbeat-draft.ts'
import css from './heartbeats.module.css'

type FieldsProps = { form: UseFormReturnType<HeartbeatDraft> }

const zones = Intl.supportedValuesOf('timeZone')

/** How often, and at which hours of which place. */
export function TimingFields({ form }: FieldsProps) {
  const { often, hasHours } = form.values
  return (
    <>
      <Select
        label="How often"
        data={rhythmChoices}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        {...form.getInputProps('often')}
      />
      {often === 'minutes' && (
        <NumberInput label="Minutes" min={1} max={43_200} {...form.getInputProps('minutes')} />
      )}
      {often === 'cron' && (
        <TextInput
          label="Cron expression"
          description="Minute, hour, day of the month, month, weekday (0 is Sunday): 30 9 * * 1-5."
          maxLength={200}
          {...form.getInputProps('cron')}
        />
      )}
      <Autocomplete
        label="Time zone"
        description="Like Europe/Berlin. Clock times below are of there."
        data={zones}
        limit={8}
        comboboxProps={{ withinPortal: false }}
        {...form.getInputProps('timeZone')}
      />
      <Checkbox label="Only at certain hours" {...form.getInputProps('hasHours', { type: 'checkbox' })} />
      {hasHours && <HoursFields form={form} />}
    </>
  )
}

function HoursFields({ form }: FieldsProps) {
  return (
    <>
      <div className={css.pair}>
        <TextInput type="time" label="From" {...form.getInputProps('from')} />
        <TextInput type="time" label="Until" {...form.getInputProps('to')} />
      </div>
      <Checkbox.Group label="On" {...form.getInputProps('days')}>
        <div className={css.pair}>
          {dayChoices.map(({ value, label }) => (
            <Checkbox key={value} value={value} label={label} />
          ))}
        </div>
      </Checkbox.Group>
    </>
  )
}

/** What it looks at, and when that is worth a model call. */
export function LookFields({ form }: FieldsProps) {
  return (
    <>
      <Textarea
        label="What to look at"
        description="It becomes the task of each beat, with what is new since the last one."
        autosize
        minRows={3}
        maxRows={12}
        maxLength={10_000}
        required
        {...form.getInputProps('instruction')}
      />
      <Radio.Group label="When there is a task" {...form.getInputProps('rule')}>
        <Radio
          value="when_new"
          label="Only when something is new"
          description="In the project since the last beat: a task was done, failed, cancelled or lacks a deliverable, a document changed, or an agent learned something. Other beats are recorded and cost nothing."
        />
        <Radio
          value="always"
          label="Every time"
          description="Each beat is a task and costs a run, for what Front Office cannot see, like a mailbox."
        />
      </Radio.Group>
    </>
  )
}
