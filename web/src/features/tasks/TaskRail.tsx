import type { Task } from '#api/tasks/contract.ts'
import { starterWords } from '#domain/run/foreign-run-rules.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Cost } from '../../ui/Cost.tsx'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { Hash } from '../../ui/Hash.tsx'
import { Unknown } from '../../ui/Money.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Section } from '../../ui/Section.tsx'
import { TemporalLink } from '../../ui/TemporalLink.tsx'
import { Artifacts } from './Artifacts.tsx'
import { BudgetField } from './BudgetField.tsx'
import { DeadlineField } from './DeadlineField.tsx'
import { Deliverables } from './Deliverables.tsx'
import { TaskEffects } from './effects/TaskEffects.tsx'
import { PriorityField } from './PriorityField.tsx'
import css from './TaskRail.module.css'
import { countWords, tokensOfAll } from './task-wording.ts'

interface TaskRailProps {
  task: Task
  nameOf: (actor: string) => string
}

type TaskOnly = Pick<TaskRailProps, 'task'>

export function TaskRail({ task, nameOf }: TaskRailProps) {
  const { state } = task
  return (
    <aside className={css.rail} aria-label="About this task">
      <Section title="Intent">
        <p className={css.text}>
          {state.intent || 'Not known: the gateway did not say what the agent was asked.'}
        </p>
      </Section>
      <Deliverables task={state} nameOf={nameOf} />
      <Artifacts task={task} />
      <TaskEffects proposals={state.proposals} />
      <CostSection task={task} />
      <Section title="Facts">
        <Facts>
          <Fact label="Project">
            <AppLink href={`/projects/${task.projectId}`} className={css.link}>
              {task.projectName}
            </AppLink>
          </Fact>
          <Fact label="Agent">
            <AppLink href={`/agents/${task.agentId}`} className={css.link}>
              {task.agentName}
            </AppLink>
          </Fact>
          <Fact label="Executor">
            <AppLink href="/executors" className={css.link}>
              {task.executorId}
            </AppLink>
          </Fact>
          <Fact label="Priority">
            <PriorityField task={task} />
          </Fact>
          <Fact label="Due">
            <DeadlineField task={task} />
          </Fact>
          <Fact label="Budget">
            <BudgetField task={task} />
          </Fact>
          {state.adopted && (
            <Fact label="Started by">
              {starterWords(state.adopted.starter)}
              <span className={css.sub}>on the gateway, in {state.adopted.sessionKey}</span>
            </Fact>
          )}
          <RunbookFact task={task} />
          <Fact label={state.adopted ? 'Recorded by' : 'Created by'}>
            {nameOf(state.requestedBy)}
            <span className={css.sub}>
              <RelativeTime at={new Date(task.createdAt)} />
            </span>
          </Fact>
          <Fact label="Context pack">
            <ContextPack task={task} />
          </Fact>
          <Fact label="Policy">
            <AppLink href={`/policies/${task.agentId}`} className={css.link}>
              What {task.agentName} may do
            </AppLink>
            {state.policy && <span className={css.sub}>began with version {state.policy.version}</span>}
          </Fact>
          <Fact label="Record">
            <AppLink href={`/ledger?streamId=task/${task.id}`}>{countWords(task.streamSeq)} entries</AppLink>
          </Fact>
          {task.pendingIntents > 0 && (
            <Fact label="On its way">{countWords(task.pendingIntents)} recorded, will be delivered</Fact>
          )}
        </Facts>
      </Section>
      <TemporalLink href={task.temporalUrl} />
    </aside>
  )
}

/** A run that stopped at its task goes on only when it is resumed on its page. */
function RunbookFact({ task: { state } }: TaskOnly) {
  if (!state.runbook) return null
  return (
    <Fact label="Runbook">
      <AppLink href={`/runbook-runs/${state.runbook.runId}`} className={css.link}>
        Step {state.runbook.stepId} of a run
      </AppLink>
    </Fact>
  )
}

/** What the agent knew in its last run. */
function ContextPack({ task: { id, state } }: TaskOnly) {
  const run = state.runs.at(-1)
  if (!run) return <>made for its first run</>
  if (run.contextHash === '') return <>none: it began on the gateway</>
  return (
    <>
      <AppLink href={`/tasks/${id}/runs/${run.stepId}/context`} className={css.link}>
        What it knew
      </AppLink>
      <span className={css.sub}>
        <Hash value={run.contextHash} />
      </span>
    </>
  )
}

/** Before the first run nothing was used; of a run that has not ended it is not known. */
function CostSection({ task }: TaskOnly) {
  const { runs } = task.state
  const tokens = runs.length === 0 ? 0 : tokensOfAll(runs)
  const ended = runs.filter((run) => run.endedAt !== null).length
  return (
    <Section title="Cost">
      <span className={css.sum}>
        <Cost
          nanoUsd={ended === 0 && runs.length > 0 ? null : task.costNanoUsd}
          why={ended === 0 ? 'No run has ended yet.' : undefined}
        />
      </span>
      <Facts>
        <Fact label="Tokens">
          {tokens === null ? <Unknown why="A run reported no usage." /> : countWords(tokens)}
        </Fact>
        <Fact label="Runs">{runs.length === 0 ? 'none yet' : countWords(runs.length)}</Fact>
      </Facts>
    </Section>
  )
}
