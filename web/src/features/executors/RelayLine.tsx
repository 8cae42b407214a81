import type { RelayState } from '#api/executors/contract.ts'
import { patienceMs } from '#domain/drift/record-diff-rules.ts'
import { counted } from '../../ui/count-words.ts'
import { useNow } from '../../ui/now.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Section } from '../../ui/Section.tsx'

/** Whether what operators ask for gets to the workflows, and since when it does not. */
export function RelayLine({ relay: { depth, oldestSince, attempts } }: { relay: RelayState }) {
  const now = useNow()
  const isLate = oldestSince !== null && now.getTime() - Date.parse(oldestSince) > patienceMs
  return (
    <Section title="Delivery" note="what was asked for, on its way to the workflows">
      {oldestSince === null ? (
        <p>All that was asked for is delivered.</p>
      ) : (
        <p {...(isLate && { role: 'status' })}>
          {counted(depth, 'request')} on the way. The oldest was asked{' '}
          <RelativeTime at={new Date(oldestSince)} />
          {attempts > 1 && `, tried ${counted(attempts, 'time')}`}.
          {isLate &&
            ' It waits longer than a restart takes: look whether Temporal and the control worker run.'}
        </p>
      )}
    </Section>
  )
}
