import type { Effect } from '#api/effects/contract.ts'
import { approverWords } from '#domain/policy/document-words.ts'
import type { Scope } from '#domain/policy/policy-document.ts'
import { AppLink } from '../../../ui/AppLink.tsx'
import { Fact, Facts } from '../../../ui/Facts.tsx'
import { Hash } from '../../../ui/Hash.tsx'
import { RelativeTime } from '../../../ui/RelativeTime.tsx'
import { Section } from '../../../ui/Section.tsx'
import css from '../TaskRail.module.css'
import { wishWords } from '../task-wording.ts'

const scopeWords: Record<Scope, string> = { portfolio: 'All projects', project: 'Project', agent: 'Agent' }

/** What it was bound to: run, policy, hash, permission. */
export function EffectFacts({ effect }: { effect: Effect }) {
  const { proposal, run, agentId, agentName, timesAsked, givenOut } = effect
  return (
    <aside className={css.rail} aria-label="About this effect">
      <Section title="Asked">
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
      <Section title="Decided under">
        <Facts>
          {effect.policies.map(({ scope, scopeId, version, at }) => (
            <Fact key={scope} label={scopeWords[scope]}>
              <AppLink href={`/policies/${scopeId}`} className={css.link}>
                version {version}
              </AppLink>
              <span className={css.sub}>
                <RelativeTime at={new Date(at)} />
              </span>
            </Fact>
          ))}
          {effect.policies.length === 0 && <Fact label="Policy">what holds where nobody wrote one</Fact>}
          <Fact label="Needed">{approverWords[proposal.needs ?? 'one']}</Fact>
          <Fact label="Decision until">
            <RelativeTime at={new Date(proposal.expiresAt)} />
          </Fact>
        </Facts>
      </Section>
      <Section title="Permission">
        <Facts>
          <Fact label="Given out">
            {givenOut.length === 0 ? 'never' : givenOut.length === 1 ? 'once' : `${givenOut.length} times`}
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
    </aside>
  )
}
