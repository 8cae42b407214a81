import type { Executor } from '#api/executors/contract.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { Dots } from '../../ui/Dots.tsx'
import { executorLook } from '../../ui/executor-look.ts'
import { Unknown } from '../../ui/Money.tsx'
import { PracticeBadge } from '../../ui/PracticeBadge.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import css from './ExecutorRow.module.css'
import { detailOf } from './presence-words.ts'

/** One machine: whether it is there, what it does, what is installed, and what to do if it is away. */
export function ExecutorRow({ executor }: { executor: Executor }) {
  const look = executorLook[executor.state]
  const detail = detailOf(executor)
  return (
    <article className={css.row} data-tone={look.tone} aria-label={executor.name}>
      <div>
        <h3 className={css.name}>
          {executor.name} <ToneMark look={look} />
        </h3>
        <div className={css.quiet}>
          <Dots>
            <Since executor={executor} />
            <LastReport at={executor.lastReportAt} />
          </Dots>
        </div>
      </div>
      <Load executor={executor} />
      <Versions report={executor.report} />
      <div className={css.action}>
        <ActionLink href="/tasks?view=open" refusal={null}>
          Open tasks
        </ActionLink>
      </div>
      {detail && <p className={css.detail}>{detail}</p>}
    </article>
  )
}

const offline = new Set(['unreachable', 'worker_stopped'])

function Since({ executor: { state, since } }: { executor: Executor }) {
  return (
    <span>
      {offline.has(state) ? 'offline since' : 'since'} <RelativeTime at={new Date(since)} as="moment" />
    </span>
  )
}

function LastReport({ at }: { at: string | null }) {
  if (at === null) return <span>no report yet</span>
  return (
    <span>
      last report <RelativeTime at={new Date(at)} />
    </span>
  )
}

function Load({ executor: { runningTasks, waitingTasks, oldestWaitSince } }: { executor: Executor }) {
  return (
    <p className={css.load}>
      <span>
        <strong>{runningTasks}</strong> running
      </span>
      <span>
        <strong>{waitingTasks}</strong> waiting
        {oldestWaitSince && (
          <>
            , oldest <RelativeTime at={new Date(oldestWaitSince)} as="span" />
          </>
        )}
      </span>
    </p>
  )
}

const itself =
  'A stand-in for OpenClaw with scripted answers: no model is asked and nothing leaves this machine.'

function Versions({ report }: Pick<Executor, 'report'>) {
  return (
    <div className={css.versions}>
      <span>worker {report?.workerVersion ?? <Unknown why="The worker has not reported yet." />}</span>
      <span>
        gateway {report?.gateway?.version ?? <Unknown why="The worker is not connected to its gateway." />}
      </span>
      {report?.gateway?.isPractice && <PracticeBadge why={itself} />}
    </div>
  )
}
