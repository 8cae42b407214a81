import type { ReactNode } from 'react'
import type { Executor } from '#api/executors/contract.ts'
import { wordsOf } from '../../http/missing.ts'
import { useExecutors } from '../../http/shared-queries.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Lead, Page, Stack } from '../../ui/Layout.tsx'
import { useNow } from '../../ui/now.ts'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { AddExecutor } from './AddExecutor.tsx'
import { ConnectHelp } from './ConnectHelp.tsx'
import css from './ExecutorRow.module.css'
import { ExecutorRow } from './ExecutorRow.tsx'
import { presenceSentence } from './presence-words.ts'
import { RelayLine } from './RelayLine.tsx'
import { RetiredExecutors } from './RetiredExecutors.tsx'

/** Whether the machines that run the agents are there, and what becomes of tasks while one is away. */
export function ExecutorsPage({ drift }: { drift?: ReactNode }) {
  const executors = useExecutors()
  const now = useNow()
  const items = executors.data?.items
  return (
    <Page>
      <Stack>
        <PageHeader
          title="Executors"
          actions={
            <ActionLink href="/stop" refusal={null}>
              Kill switch
            </ActionLink>
          }
        />
        {items && items.length > 0 && (
          <Lead>{items.map((executor) => presenceSentence(executor, now)).join(' ')}</Lead>
        )}
      </Stack>
      <Section title="Executors" {...(items && { count: items.length })} note="by name">
        {executors.error && (
          <p role="alert">
            {items ? 'This may be old: the executors' : 'The executors'} cannot be read now.{' '}
            {wordsOf(executors.error)}
          </p>
        )}
        {executors.isPending && <SkeletonRows label="executors" count={2} />}
        {items && <List items={items} />}
      </Section>
      {executors.data && <RelayLine relay={executors.data.relay} />}
      {drift}
      {executors.data && <RetiredExecutors retired={executors.data.retired} />}
      <AddExecutor />
      <ConnectHelp />
    </Page>
  )
}

function List({ items }: { items: readonly Executor[] }) {
  if (items.length === 0) {
    return (
      <EmptyState
        title="No executor is registered."
        first="Start Front Office with npm start: it registers mac-mini and starts its worker."
      />
    )
  }
  return (
    <ul className={css.list} aria-label="Executors">
      {items.map((executor) => (
        <li key={executor.id}>
          <ExecutorRow executor={executor} />
        </li>
      ))}
    </ul>
  )
}
