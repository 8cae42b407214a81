import type { RunState } from '#domain/task/task.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Cost } from '../../ui/Cost.tsx'
import { Unknown } from '../../ui/Money.tsx'
import { useNow } from '../../ui/now.ts'
import table from '../../ui/table.module.css'
import { span } from '../../ui/time-format.ts'
import { outcomeWords } from '../../words/outcome-words.ts'
import { countWords, tokensOf, unpricedWords } from './task-wording.ts'

/** Every turn of the agent, newest first: why, how it ended, how long, what it cost. */
export function RunTable({ taskId, runs }: { taskId: string; runs: readonly RunState[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col" className={table.medium}>
              Ended
            </th>
            <th scope="col" className={`${table.number} ${table.medium}`}>
              Took
            </th>
            <th scope="col" className={`${table.number} ${table.medium}`}>
              Tokens
            </th>
            <th scope="col" className={table.number}>
              Cost
            </th>
          </tr>
        </thead>
        <tbody>
          {runs
            .map((run, i) => <RunLine key={run.stepId} taskId={taskId} run={run} number={i + 1} />)
            .toReversed()}
        </tbody>
      </table>
    </div>
  )
}

function RunLine({ taskId, run, number }: { taskId: string; run: RunState; number: number }) {
  const tokens = tokensOf(run)
  const why = run.endedAt === null ? 'The run is still open.' : 'The gateway reported none.'
  return (
    <tr>
      <td>
        Run {number}
        <span className={table.sub}>
          {run.reason}
          {run.contextHash !== '' && (
            <>
              {' '}
              · <KnowledgeLink taskId={taskId} run={run} number={number} />
            </>
          )}
        </span>
        {run.adoptedRunIds && (
          <span className={table.sub}>the gateway stopped meanwhile, and took it up again</span>
        )}
        {run.isUsageLastReported && (
          <span className={table.sub}>tokens and cost as last reported: they may be more</span>
        )}
        <span className={table.narrowOnly}>
          <Ending run={run} />
        </span>
      </td>
      <td className={table.medium}>
        <Ending run={run} />
      </td>
      <td className={`${table.number} ${table.medium}`}>
        <Took run={run} />
      </td>
      <td className={`${table.number} ${table.medium}`}>
        {tokens === null ? <Unknown why={why} /> : countWords(tokens)}
      </td>
      <td className={table.number}>
        <Cost nanoUsd={run.usage?.costNanoUsd ?? null} why={run.usage ? unpricedWords(run.usage) : why} />
      </td>
    </tr>
  )
}

function KnowledgeLink({ taskId, run, number }: { taskId: string; run: RunState; number: number }) {
  return (
    <AppLink href={`/tasks/${taskId}/runs/${run.stepId}/context`} className={table.link}>
      What it knew<span className={table.hidden}> in run {number}</span>
    </AppLink>
  )
}

function Ending({ run }: { run: RunState }) {
  if (run.outcome) return <>{outcomeWords[run.outcome].word}</>
  return <>{run.acceptedAt ? 'running' : 'waits for its executor'}</>
}

/** From its acceptance by the gateway; waiting for the executor is not its own time. */
function Took({ run: { acceptedAt, startedAt, endedAt } }: { run: RunState }) {
  const now = useNow()
  const from = startedAt ?? acceptedAt
  if (from === null) return <span className={table.quiet}>not started</span>
  const to = endedAt === null ? now.getTime() : Date.parse(endedAt)
  return <>{span(to - Date.parse(from))}</>
}
