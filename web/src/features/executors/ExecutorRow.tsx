import type { Executor } from '#api/executors/contract.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { Dots } from '../../ui/Dots.tsx'
import { executorLook } from '../../ui/executor-look.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { ExecutorLoad } from './ExecutorLoad.tsx'
import css from './ExecutorRow.module.css'
import { ExecutorTools } from './ExecutorTools.tsx'
import { detailOf } from './presence-words.ts'
import { RunLimitForm } from './RunLimitForm.tsx'
import { Versions } from './Versions.tsx'

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
            {executor.tokenAt === null && <span>token revoked</span>}
          </Dots>
        </div>
      </div>
      <ExecutorLoad executor={executor} />
      <Versions report={executor.report} />
      <div className={css.action}>
        <ActionLink href="/tasks?view=open" refusal={null}>
          Open tasks
        </ActionLink>
      </div>
      <RunLimitForm key={executor.runLimit} executor={executor} />
      {detail && <p className={css.detail}>{detail}</p>}
      <DrainLine executor={executor} />
      <ExecutorTools executor={executor} />
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

/** What was asked and not heard yet, or is not to be seen because its worker is away. */
function DrainLine({ executor: { drain, state } }: { executor: Executor }) {
  if (!drain || state === 'draining') return null
  return (
    <p className={css.detail} data-tone="waiting">
      {drain.byName} asked it to drain <RelativeTime at={new Date(drain.at)} as="span" />: {drain.reason}. It
      takes no run once its worker has heard of it, until that is lifted.
    </p>
  )
}
