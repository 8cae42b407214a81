import { notifyManager, useQueryClient } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { useSyncExternalStore } from 'react'

interface PageParams {
  projectId?: string
  taskId?: string
  agentId?: string
  documentId?: string
  runId?: string
  scopeId?: string
}

/** Under which key a page keeps what it shows. */
function keyOf({ taskId, agentId, documentId, runId }: PageParams): unknown[] | null {
  if (taskId) return ['task', taskId]
  if (agentId) return ['agents', { agentId }]
  if (documentId) return ['document', documentId]
  return runId ? ['runbook-run', runId] : null
}

/** What is known of it that names its project; a run keeps that in its state. */
interface Belonging {
  projectId?: string
  state?: { projectId?: string }
}

/** The project that the page is about: its own, that of the task, agent, document or run that it shows, or the one its list is filtered by. */
export function useCurrentProjectId(): string | undefined {
  const params = useParams({ strict: false }) as PageParams
  const filter = useSearch({ strict: false }) as { projectId?: string }
  const key = keyOf(params)
  const client = useQueryClient()
  // The page reads it; here it is only followed, so that the shell carries none of their contracts.
  const shown = useSyncExternalStore(
    (onChange) => client.getQueryCache().subscribe(notifyManager.batchCalls(onChange)),
    () => (key ? client.getQueryData<Belonging>(key) : undefined),
  )
  if (key) return shown?.projectId ?? shown?.state?.projectId
  return params.projectId ?? params.scopeId ?? filter.projectId
}
