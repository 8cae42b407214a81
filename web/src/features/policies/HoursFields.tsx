import { Checkbox, TextInput } from '@mantine/core'
import type { Hours } from '#domain/policy/policy-document.ts'
import css from './policies.module.css'
import type { FieldsProps } from './policy-draft.ts'

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const office = (): Hours => ({
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  days: [1, 2, 3, 4, 5],
  from: '09:00',
  to: '17:00',
})

/** When runs may start; those under way are left to end. */
export function HoursFields({ draft: { hours }, errors, isDisabled, onChange }: FieldsProps) {
  const put = (change: Partial<Hours>) => hours && onChange({ hours: { ...hours, ...change } })
  return (
    <>
      <Checkbox
        label="Runs start only in these hours"
        checked={hours !== null}
        disabled={isDisabled}
        onChange={({ currentTarget: { checked } }) => onChange({ hours: checked ? office() : null })}
      />
      {hours && (
        <div className={css.hours}>
          <Checkbox.Group
            label="Days"
            value={hours.days.map(String)}
            error={errors['hours.days']}
            onChange={(chosen) => put({ days: chosen.map(Number).sort() })}
          >
            <div className={css.days}>
              {days.map((day, i) => (
                <Checkbox key={day} value={String(i + 1)} label={day} disabled={isDisabled} />
              ))}
            </div>
          </Checkbox.Group>
          {(['from', 'to', 'timeZone'] as const).map((field) => (
            <TextInput
              key={field}
              label={{ from: 'From', to: 'To', timeZone: 'Time zone' }[field]}
              value={hours[field]}
              error={errors[`hours.${field}`]}
              disabled={isDisabled}
              onChange={({ currentTarget: { value } }) => put({ [field]: value })}
            />
          ))}
        </div>
      )}
      {hours && (
        <p className={css.quiet}>
          An end before the beginning is of the next day: Fri from 22:00 to 06:00 ends on Saturday morning.
        </p>
      )}
    </>
  )
}
