import { useForm } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import type { HeartbeatView } from '#api/heartbeats/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { FormActions } from '../../ui/FormActions.tsx'
import css from '../../ui/form.module.css'
import { RowPanel } from '../../ui/RowPanel.tsx'
import { exact } from '../../ui/time-format.ts'
import { LookFields, TimingFields } from './HeartbeatFields.tsx'
import {
  draftErrors,
  draftOf,
  type HeartbeatDraft,
  newDraft,
  problemLines,
  problemsOf,
  timingOf,
} from './heartbeat-draft.ts'
import { type Timing, useChangeHeartbeat, useNextBeats } from './heartbeat-queries.ts'

interface HeartbeatFormProps {
  agentId: string
  settings: HeartbeatView['settings'] | null
  onClose: () => void
}

export function HeartbeatForm({ agentId, settings, onClose }: HeartbeatFormProps) {
  const change = useChangeHeartbeat(agentId)
  const refusal = refusalOf(useRole(), 'setHeartbeat')
  const form = useForm<HeartbeatDraft>({
    initialValues: settings ? draftOf(settings) : newDraft(),
    validate: draftErrors,
  })
  const timing = timingOf(form.values)
  const submit = form.onSubmit(async ({ rule, instruction }) => {
    if (!timing) return
    try {
      await change.mutateAsync({ kind: 'set', settings: { ...timing, rule, instruction } })
      onClose()
    } catch (problem) {
      form.setErrors(problemsOf(problem))
    }
  })
  return (
    <RowPanel label="Set the heartbeat" onClose={onClose} problem={null}>
      <form className={css.form} onSubmit={submit} noValidate>
        <LookFields form={form} />
        <TimingFields form={form} />
        <NextBeats timing={timing} />
        <FormActions
          label="Set the heartbeat"
          isBusy={change.isPending}
          refusal={refusal}
          problem={form.errors.form}
        />
      </form>
    </RowPanel>
  )
}

/** What was set would mean, before it is. */
function NextBeats({ timing }: { timing: Timing | null }) {
  const [asked] = useDebouncedValue(timing, 400)
  const { data, error } = useNextBeats(asked)
  return (
    <div className={css.refusal} aria-live="polite">
      {error && problemLines(error).map((line) => <p key={line}>{line}</p>)}
      {!error && data && <p>The next three: {data.next.map((at) => exact(new Date(at))).join(' · ')}</p>}
    </div>
  )
}
