import type { Runbook } from '#api/runbooks/contract.ts'
import type { RunbookDefinition } from '#domain/runbook/runbook.ts'
import { slugOf } from '#domain/runbook/runbook-name-rules.ts'
import { countedSteps } from '#domain/runbook/step-rules.ts'
import { startByCurl } from '../../http/script-call.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { CopyBlock } from '../../ui/CopyBlock.tsx'
import { counted } from '../../ui/count-words.ts'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Section } from '../../ui/Section.tsx'
import css from './runbooks.module.css'

interface RunbookRailProps {
  runbook: Runbook
  definition: RunbookDefinition
}

export function RunbookRail({ runbook, definition: { steps, inputs } }: RunbookRailProps) {
  return (
    <div className={css.stack}>
      <Section title="Facts">
        <Facts>
          <Fact label="Steps">{countedSteps(steps).length}</Fact>
          <Fact label="Asks for">{inputs.length === 0 ? 'nothing' : counted(inputs.length, 'input')}</Fact>
          <Fact label="Version">{runbook.version}</Fact>
          <Fact label="Changed">
            <RelativeTime at={new Date(runbook.changedAt)} />
          </Fact>
          <Fact label="Record">
            <AppLink href={`/ledger?streamId=runbook-definition/${runbook.id}`}>
              Its entries in the ledger
            </AppLink>
          </Fact>
        </Facts>
      </Section>
      <Section title="From a script" more={{ label: 'API keys', href: '/api-keys' }}>
        <div className={css.below}>
          <CopyBlock
            label="With the token of a key that may start runbooks:"
            button="Copy the command"
            text={startByCurl({
              origin: location.origin,
              projectId: runbook.projectId,
              runbook: slugOf(runbook.name),
              token: '$FRONT_OFFICE_KEY',
              inputs,
            })}
          />
        </div>
      </Section>
    </div>
  )
}
