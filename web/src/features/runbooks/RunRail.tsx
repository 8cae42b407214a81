import type { RunbookRun } from '#api/runbooks/contract.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Section } from '../../ui/Section.tsx'
import { TemporalLink } from '../../ui/TemporalLink.tsx'
import { span } from '../../ui/time-format.ts'
import { inputLabel } from './run-words.ts'

export function RunRail({ run }: { run: RunbookRun }) {
  const { state, requestedByName, temporalUrl } = run
  const { requestedAt, endedAt, version, inputs } = state
  return (
    <Section title="Facts">
      <Facts>
        <Fact label="Started">
          <RelativeTime at={new Date(requestedAt)} /> by {requestedByName}
        </Fact>
        {endedAt && <Fact label="Took">{span(Date.parse(endedAt) - Date.parse(requestedAt))}</Fact>}
        <Fact label="Version">{version}</Fact>
        {Object.entries(inputs).map(([name, value]) => (
          <Fact key={name} label={inputLabel(name)}>
            {typeof value === 'boolean' ? (value ? 'yes' : 'no') : value}
          </Fact>
        ))}
        <Fact label="Record">
          <AppLink href={`/ledger?streamId=runbook/${run.id}`}>Its entries in the ledger</AppLink>
        </Fact>
        {temporalUrl && (
          <Fact label="Workflow">
            <TemporalLink href={temporalUrl} />
          </Fact>
        )}
      </Facts>
    </Section>
  )
}
