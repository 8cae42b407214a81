import { useQuery } from '@tanstack/react-query'
import { artifactsContract } from '#api/artifacts/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { call } from '../../http/client.ts'

export { useArtifacts } from '../../http/shared-queries.ts'

export const useTaskOf = (taskId: string) =>
  useQuery({
    queryKey: ['task', taskId],
    queryFn: ({ signal }) => call(tasksContract.getTask, { params: { taskId }, signal }),
  })

/** What is kept under an artifact never changes. */
export const useArtifactText = (taskId: string, itemId: string) =>
  useQuery({
    queryKey: ['artifact-text', taskId, itemId],
    queryFn: ({ signal }) => call(artifactsContract.readArtifactText, { params: { taskId, itemId }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Of the bytes themselves: the browser asks for them. */
export const bytesAddress = (taskId: string, itemId: string, as: 'download' | 'preview') =>
  `/api/tasks/${taskId}/artifacts/${encodeURIComponent(itemId)}/bytes?as=${as}`
