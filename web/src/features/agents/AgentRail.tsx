import type { Agent } from '#api/agents/contract.ts'
import type { Executor } from '#api/executors/contract.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { executorLook } from '../../ui/executor-look.ts'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { QuietLine } from '../../ui/QuietLine.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Section } from '../../ui/Section.tsx'
import { AgentTools } from './AgentTools.tsx'
import css from './agents.module.css'

interface AgentRailProps {
  agent: Agent
  executor: Executor | undefined
}

export function AgentRail({ agent, executor }: AgentRailProps) {
  return (
    <aside className={css.rail} aria-label="About this agent">
      <Section title="Charter" note="it reads this with every task">
        {agent.charter ? (
          <p className={css.charter}>{agent.charter}</p>
        ) : (
          <QuietLine>It has none. Change the agent to give it one.</QuietLine>
        )}
      </Section>
      <AgentTools agentId={agent.id} />
      <Section title="Where it works">
        <Facts>
          <Fact label="Executor">
            {agent.executorId === null ? (
              'none'
            ) : (
              <AppLink href="/executors" className={css.link}>
                {executor?.name ?? agent.executorId}
              </AppLink>
            )}
          </Fact>
          {executor && (
            <Fact label="It is">
              {executorLook[executor.state].word.toLowerCase()} since{' '}
              <RelativeTime at={new Date(executor.since)} as="span" />
            </Fact>
          )}
          {executor?.report?.gateway?.isPractice && (
            <Fact label="Gateway">practice: scripted answers, no model</Fact>
          )}
          <Fact label="OpenClaw agent">
            <code>{agent.openclawAgentId}</code>
          </Fact>
          <Fact label="Created">
            <RelativeTime at={new Date(agent.createdAt)} />
          </Fact>
          {agent.changedAt && (
            <Fact label="Changed">
              <RelativeTime at={new Date(agent.changedAt)} />
              {agent.changedByName && ` by ${agent.changedByName}`}
            </Fact>
          )}
          <Fact label="Ledger">
            <AppLink
              href={`/ledger?streamId=${encodeURIComponent(`agent/${agent.id}`)}`}
              className={css.link}
            >
              What was set and when it was woken
            </AppLink>
          </Fact>
        </Facts>
      </Section>
    </aside>
  )
}
