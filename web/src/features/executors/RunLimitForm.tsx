import { Button, NumberInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Executor } from '#api/executors/contract.ts'
import { RunLimit } from '#domain/executor/executor.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { useLimitRuns } from './executor-queries.ts'
import css from './RunLimitForm.module.css'

/** At most so many runs at once; empty: as many as it has slots. */
export function RunLimitForm({ executor: { id, name, runLimit, load } }: { executor: Executor }) {
  const [draft, setDraft] = useState<string | number>(runLimit ?? '')
  const change = useLimitRuns(id)
  const refusal = refusalOf(useRole(), 'changePolicy')
  const limit = draft === '' ? null : Number(draft)
  const checked = RunLimit.nullable().safeParse(limit)
  const slots = load?.slots ? load.slots.used + load.slots.free : null
  const problem = checked.error?.issues[0]?.message ?? change.error?.message
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (checked.success) change.mutate({ limit: checked.data })
  }
  return (
    <form className={css.form} onSubmit={save} noValidate>
      <NumberInput
        label="Runs at once, at most"
        description={refusal ?? hintOf(limit, slots)}
        placeholder="not limited"
        hideControls
        value={draft}
        error={problem}
        disabled={refusal !== null}
        onChange={setDraft}
      />
      <Button
        type="submit"
        variant="default"
        aria-label={`Save the limit of ${name}`}
        disabled={refusal !== null || change.isPending || limit === runLimit || !checked.success}
      >
        {change.isPending ? 'Recording…' : 'Save'}
      </Button>
    </form>
  )
}

const hintOf = (limit: number | null, slots: number | null): string =>
  limit !== null && slots !== null && limit > slots
    ? `This executor takes ${slots} at once; for more, set maxRuns in its worker’s file.`
    : 'Empty: as many as it has slots. More than that wait here, with the reason.'
