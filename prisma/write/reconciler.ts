import type { Fact } from '#domain/ledger/entry.ts'
import type { Tx } from '../client.ts'
import type { Outside } from './append.ts'
import { reconcileTask } from './ledger.ts'
import { reconcileRun } from './runbook-runs.ts'

/** What the reconciler says in the streams of a kind of workflow, in the words of that kind. */
const kinds = {
  task: {
    table: 'task',
    frozen: 'task_frozen',
    lateAppend: 'late_append_refused',
    undelivered: 'intent_undeliverable',
    cancelled: 'task_cancelled',
    reconcile: reconcileTask,
  },
  runbook: {
    table: 'runbook_run',
    frozen: 'runbook_run_frozen',
    lateAppend: 'runbook_run_late_append_refused',
    undelivered: 'runbook_intent_undeliverable',
    cancelled: 'runbook_run_cancelled',
    reconcile: reconcileRun,
  },
} as const

type Said = 'frozen' | 'lateAppend' | 'undelivered' | 'cancelled'

export interface Reconciled {
  /** Where its row is, and under which id. */
  table: 'task' | 'runbook_run'
  id: string
  typeOf(said: Said): Fact['type']
  /** One fact onto the stream; see reconcile. */
  say(tx: Tx, said: Said, fact: Pick<Fact, 'at' | 'actor' | 'body'>, as: Outside['as']): Promise<void>
}

/** The stream of a task, or of a run of a runbook. */
export function reconciled(streamId: string): Reconciled {
  const [name = ''] = streamId.split('/')
  const kind = kinds[name as keyof typeof kinds]
  return {
    table: kind.table,
    id: streamId.slice(name.length + 1),
    typeOf: (said) => kind[said],
    async say(tx, said, fact, as) {
      await kind.reconcile(tx, { streamId, facts: [{ ...fact, type: kind[said] } as Fact], as })
    },
  }
}
