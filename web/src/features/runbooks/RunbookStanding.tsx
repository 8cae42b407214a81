import type { RunbookRunRow } from '#api/runbooks/contract.ts'
import type { RunbookRunStatus } from '#domain/runbook/run-words.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { counted } from '../../ui/count-words.ts'
import { Lead } from '../../ui/Layout.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'

/** A Record, so a new status does not compile until it can be said. */
const stands: Record<RunbookRunStatus, string> = {
  requested: 'was asked for',
  running: 'is under way since',
  waiting: 'waits since',
  done: 'ended well',
  failed: 'failed',
  cancelled: 'was cancelled',
  frozen: 'froze',
}

interface RunbookStandingProps {
  last: RunbookRunRow | undefined
  times: number
}

/** How often it ran, and how the last run stands. */
export function RunbookStanding({ last, times }: RunbookStandingProps) {
  if (!last) return <Lead>It never ran.</Lead>
  const isOpen = last.status === 'running' || last.status === 'waiting'
  return (
    <Lead>
      It ran {times === 1 ? 'once' : counted(times, 'time')}.{' '}
      <AppLink href={`/runbook-runs/${last.id}`}>{times === 1 ? 'The run' : 'The last run'}</AppLink>{' '}
      {stands[last.status]} <RelativeTime at={new Date(last.since)} as={isOpen ? 'span' : 'relative'} />.
    </Lead>
  )
}
