import type { RunbookRunRow } from '#api/runbooks/contract.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { runStatusLook } from './step-look.ts'

interface RunRowsProps {
  label: string
  runs: readonly RunbookRunRow[]
  /** Runs of several runbooks: each says of which. */
  isNamed?: boolean
}

const waits = { approval: 'waits for a decision', time: 'waits for its time' } as const

export function RunRows({ label, runs, isNamed = false }: RunRowsProps) {
  return (
    <RowList label={label}>
      {runs.map((run) => (
        <Row
          key={run.id}
          title={
            isNamed ? (
              run.name
            ) : (
              <>
                Started <RelativeTime at={new Date(run.requestedAt)} as="moment" />
              </>
            )
          }
          href={`/runbook-runs/${run.id}`}
          detail={
            <>
              {isNamed && (
                <span>
                  started <RelativeTime at={new Date(run.requestedAt)} />
                </span>
              )}
              <span>by {run.requestedByName}</span>
              <span>version {run.version}</span>
              {run.waitKind && <span>{waits[run.waitKind]}</span>}
              {run.status === 'failed' && run.failedStep && <span>stopped at {run.failedStep}</span>}
            </>
          }
          aside={<ToneMark look={runStatusLook[run.status]} />}
        />
      ))}
    </RowList>
  )
}
