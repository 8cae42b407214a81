import type { Effect } from '#api/effects/contract.ts'
import { riskReason } from '#domain/approval/risk-rules.ts'
import { approverWords } from '#domain/policy/class-words.ts'
import { AppLink } from '../../../ui/AppLink.tsx'
import { Fact, Facts } from '../../../ui/Facts.tsx'
import { Hash } from '../../../ui/Hash.tsx'
import { RelativeTime } from '../../../ui/RelativeTime.tsx'
import { Section } from '../../../ui/Section.tsx'
import css from '../TaskRail.module.css'
import { wishWords } from '../task-wording.ts'
import { askerHref, policyHref, scopeWords } from './effect-look.ts'

interface FactsProps {
  effect: Effect
}

/** What it was bound to: run, policy, hash, permission. */
export const EffectFacts = ({ effect }: FactsProps) => (
  <aside className={css.rail} aria-label="About this effect">
    <Asked effect={effect} />
    <Under effect={effect} />
    <Permission effect={effect} />
  </aside>
)

function Asked({
  effect: { proposal, run, agentId, agentName, requestedBy, timesAsked, letPass },
}: FactsProps) {
  const { name, runbookRunId } = requestedBy
  const href = askerHref(requestedBy)
  return (
    <Section title={letPass ? 'Called' : 'Asked'}>
      <Facts>
        <Fact label="By">
          <AppLink href={`/agents/${agentId}`} className={css.link}>
            {agentName}
          </AppLink>
          <span className={css.sub}>
            <RelativeTime at={new Date(proposal.requestedAt)} />
            {timesAsked > 1 && `, ${timesAsked} times`}
          </span>
        </Fact>
        <Fact label="Task asked for by">
          {href ? (
            <AppLink href={href} className={css.link}>
              {name}
            </AppLink>
          ) : (
            name
          )}
          {runbookRunId && <span className={css.sub}>by a run of a runbook</span>}
        </Fact>
        <Fact label="In run">
          {run ? (
            <>
              {run.stepId} on {run.executorId}
              <span className={css.sub}>{run.runId}</span>
            </>
          ) : (
            'one that began on the gateway'
          )}
        </Fact>
        <Fact label="To">{wishWords[proposal.effectClass]}</Fact>
        <Fact label="Parameters">
          sha256 <Hash value={proposal.hash} />
        </Fact>
      </Facts>
    </Section>
  )
}

/** What passed without asking waited for nobody. */
function Under({ effect: { proposal, policies, isPolicyRecorded, letPass } }: FactsProps) {
  return (
    <Section
      title={letPass ? 'Passed under' : 'Asked under'}
      note={isPolicyRecorded ? undefined : 'not kept with it then: what was written before it'}
    >
      <Facts>
        {policies.map(({ scope, scopeId, version, at }) => (
          <Fact key={scope} label={scopeWords[scope]}>
            <AppLink href={policyHref(scopeId, version)} className={css.link}>
              version {version}
            </AppLink>
            {at && (
              <span className={css.sub}>
                <RelativeTime at={new Date(at)} />
              </span>
            )}
          </Fact>
        ))}
        {policies.length === 0 && <Fact label="Policy">what holds where nobody wrote one</Fact>}
        <Fact label="Needed">
          {letPass ? 'nobody: it passed without asking' : approverWords[proposal.needs ?? 'one']}
          {proposal.askedRisk && <span className={css.sub}>because {riskReason(proposal.askedRisk)}</span>}
        </Fact>
        {!letPass && (
          <Fact label="Decision until">
            <RelativeTime at={new Date(proposal.expiresAt)} />
          </Fact>
        )}
      </Facts>
    </Section>
  )
}

/** Of what passed it went out with the run; the entry is from its use. */
function Permission({ effect: { proposal, givenOut, letPass } }: FactsProps) {
  const times = givenOut.length
  return (
    <Section title="Permission">
      <Facts>
        <Fact label={letPass ? 'Used' : 'Given out'}>
          {times === 0 ? 'never' : times === 1 ? 'once' : `${times} times`}
          {givenOut.map(({ at, grantId }) => (
            <span key={grantId} className={css.sub}>
              {grantId}, <RelativeTime at={new Date(at)} />
            </span>
          ))}
        </Fact>
        <Fact label="Effect key">
          <span className={css.sub}>{proposal.effectKey}</span>
        </Fact>
      </Facts>
    </Section>
  )
}
