import { useParams } from '@tanstack/react-router'
import type { RunContext } from '#api/context-packs/contract.ts'
import { isMissing, wordsOf } from '../../http/missing.ts'
import { Dots } from '../../ui/Dots.tsx'
import { Hash } from '../../ui/Hash.tsx'
import { Lead, Page } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { Unreadable } from '../../ui/Unreadable.tsx'
import { useRunContext, useTaskOfRun } from './knowledge-queries.ts'
import { PackView, packSentence } from './PackView.tsx'

/** What an agent knew in a run: what it was given, word for word, and where each part came from. */
export function RunContextPage() {
  const { taskId = '', stepId = '' } = useParams({ strict: false }) as { taskId?: string; stepId?: string }
  const context = useRunContext(taskId, stepId)
  const task = useTaskOfRun(taskId).data
  const number = task ? task.state.runs.findIndex((run) => run.stepId === stepId) + 1 : null
  const title = number ? `What it knew in run ${number}` : 'What it knew'
  const trail = [{ label: task?.title ?? 'Task', href: `/tasks/${taskId}` }]
  if (context.error) {
    return (
      <Unreadable
        noun="run"
        isMissing={isMissing(context.error)}
        message={wordsOf(context.error)}
        wayBack={{ label: 'Open the task', href: `/tasks/${taskId}` }}
        onRetry={() => void context.refetch()}
      />
    )
  }
  if (!context.data) {
    return (
      <Page>
        <PageHeader title={title} trail={trail} />
        <SkeletonRows label="context" count={5} />
      </Page>
    )
  }
  return (
    <Page>
      <PageHeader title={title} trail={trail} meta={<Meta context={context.data} />} />
      <Lead>{sentenceOf(context.data, task?.agentName ?? 'The agent')}</Lead>
      <PackView pack={context.data} level={2} />
    </Page>
  )
}

const sentenceOf = ({ manifest }: RunContext, agent: string): string =>
  manifest
    ? `${agent} was given its rules, the task and ${packSentence(manifest)}.`
    : `${agent} was given its rules and the task. Which documents it was made of was not recorded at that time.`

function Meta({ context }: { context: RunContext }) {
  return (
    <Dots>
      <span>
        prepared <RelativeTime at={new Date(context.preparedAt)} />
      </span>
      <span>
        Context Pack <Hash value={context.hash} />
      </span>
    </Dots>
  )
}
