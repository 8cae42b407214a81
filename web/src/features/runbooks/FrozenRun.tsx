import type { RunbookRun } from '#api/runbooks/contract.ts'
import { runIntentRefusal } from '#domain/runbook/run-rules.ts'
import { useRole } from '../../app/me.ts'
import { FrozenCard } from '../../ui/FrozenCard.tsx'
import formCss from '../../ui/form.module.css'
import { forkedFacts } from '../../words/fork-words.ts'
import type { About } from '../../words/said.ts'
import { useRun, useSettleRun } from './runbook-queries.ts'
import css from './runbooks.module.css'
import { UnreadRun } from './UnreadRun.tsx'

/** The two accounts of a frozen run, and the word that settles them: on its page and in the inbox. */
export function FrozenRun({ runId }: { runId: string }) {
  const read = useRun(runId)
  const run = read.data
  if (!run) return <UnreadRun run={read} label="frozen run" count={4} />
  return run.state.status === 'frozen' ? <Card run={run} /> : <p>Its fork is settled.</p>
}

function Card({ run }: { run: RunbookRun }) {
  const { state, temporalUrl } = run
  const settle = useSettleRun(run.id)
  const asked = { command: 'settleFork', body: { verdict: 'go_on', reason: '' } } as const
  // Until the new run of the workflow has written, the record is as frozen as before.
  const isBusy = settle.isPending || settle.isSuccess
  return (
    <FrozenCard
      title="The run is frozen"
      said={state.error}
      {...forkedFacts(state.fork, aboutOf(run))}
      goingOn={
        'Going on starts a new run of the workflow from the record. What is done stays done, no step is given out ' +
        'twice, and what its tasks came to meanwhile is told to it.'
      }
      ending="Cancelling it ends its open tasks and begins nothing more; what is done stays done."
      endLabel="Cancel the run"
      temporalUrl={temporalUrl}
      refusal={runIntentRefusal(asked, state, useRole())?.message ?? null}
      isRecording={isBusy}
      isBusy={isBusy}
      line={(refusal) => <Line refusal={refusal} problem={settle.error} />}
      onSettle={(verdict, reason) => settle.mutate({ verdict, reason })}
    />
  )
}

function Line({ refusal, problem }: { refusal: string | null; problem: Error | null }) {
  if (problem)
    return (
      <p role="alert" className={formCss.problem}>
        {problem.message}
      </p>
    )
  return refusal && <p className={css.quiet}>{refusal}</p>
}

const aboutOf = ({ tasks }: RunbookRun): About => ({
  toolOf: (id) => id,
  questionOf: (id) => id,
  taskOf: (id) => tasks.find((task) => task.id === id)?.title ?? id,
})
