import { type UseFormReturnType, useForm } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import type { HeartbeatView } from '#api/heartbeats/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { ChangedMeanwhile } from '../../ui/ChangedMeanwhile.tsx'
import { FormActions } from '../../ui/FormActions.tsx'
import css from '../../ui/form.module.css'
import { RowPanel } from '../../ui/RowPanel.tsx'
import { exact } from '../../ui/time-format.ts'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import { isSamePage } from '../../ui/unsaved.ts'
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
  const saved = settings ? draftOf(settings) : newDraft()
  const form = useForm<HeartbeatDraft>({ initialValues: saved, validate: draftErrors })
  const newer = useNewer(form, saved, change.isPending || change.isSuccess)
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
        <UnsavedGuard isDirty={form.isDirty() && !change.isPending} stays={isSamePage} />
        <LookFields form={form} />
        <TimingFields form={form} />
        <NextBeats timing={timing} />
        {newer && (
          <ChangedMeanwhile take={settings && 'Take what is set now'} onTake={newer.take}>
            {settings
              ? 'Somebody changed it meanwhile: what is set now stands above.'
              : 'Somebody removed it meanwhile.'}
          </ChangedMeanwhile>
        )}
        <FormActions
          label={newer ? 'Save yours instead' : 'Set the heartbeat'}
          isBusy={change.isPending}
          refusal={refusal}
          problem={form.errors.form}
        />
      </form>
    </RowPanel>
  )
}

const isSame = (one: HeartbeatDraft, other: HeartbeatDraft) => JSON.stringify(one) === JSON.stringify(other)

/** What somebody else set while this was written; where nothing was, the form takes it by itself. */
function useNewer(form: UseFormReturnType<HeartbeatDraft>, saved: HeartbeatDraft, isOwn: boolean) {
  const [from, setFrom] = useState(saved)
  const take = () => {
    setFrom(saved)
    form.setInitialValues(saved)
    form.reset()
  }
  const isNewer = !isOwn && !isSame(from, saved)
  const isWritten = form.isDirty() && !isSame(form.values, saved)
  useEffect(() => {
    if (isNewer && !isWritten) take()
  })
  return isNewer && isWritten ? { take } : null
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
