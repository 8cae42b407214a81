import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { contextPacksContract } from '#api/context-packs/contract.ts'
import { type Document, documentsContract } from '#api/documents/contract.ts'
import type { Input } from '#api/http/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { type ApiProblem, call } from '../../http/client.ts'

export const useDocuments = (projectId: string) =>
  useQuery({
    queryKey: ['project', projectId, 'documents'],
    queryFn: ({ signal }) => call(documentsContract.listDocuments, { params: { projectId }, signal }),
  })

/** Nothing is asked before there are words; the last hits stay while the next are read. */
export const useDocumentSearch = (projectId: string, q: string) =>
  useQuery({
    queryKey: ['project', projectId, 'documents', 'search', q],
    queryFn: ({ signal }) =>
      call(documentsContract.searchDocuments, { params: { projectId }, query: { q }, signal }),
    enabled: q !== '',
    placeholderData: keepPreviousData,
  })

export const useDocument = (documentId: string) =>
  useQuery({
    queryKey: ['document', documentId],
    queryFn: ({ signal }) => call(documentsContract.getDocument, { params: { documentId }, signal }),
  })

export const useVersions = (documentId: string) =>
  useQuery({
    queryKey: ['document', documentId, 'versions'],
    queryFn: ({ signal }) => call(documentsContract.listVersions, { params: { documentId }, signal }),
  })

/** A version never changes. Null asks for none. */
export const useVersion = (documentId: string, version: number | null) =>
  useQuery({
    queryKey: ['document-version', documentId, version],
    queryFn: ({ signal }) =>
      call(documentsContract.getVersion, { params: { documentId, version: version ?? 1 }, signal }),
    enabled: version !== null,
    staleTime: Number.POSITIVE_INFINITY,
  })

/** What is shown of a document after something was done to it. */
function useReadAgain() {
  const client = useQueryClient()
  return ({ id, projectId }: { id: string; projectId: string }) =>
    Promise.all(
      [
        ['document', id],
        ['project', projectId],
      ].map((queryKey) => client.invalidateQueries({ queryKey })),
    )
}

type NewDocument = Input<typeof documentsContract.createDocument.body>

export function useCreateDocument(projectId: string, idempotencyKey: string) {
  const onSuccess = useReadAgain()
  return useMutation<Document, ApiProblem, NewDocument>({
    mutationFn: (body) =>
      call(documentsContract.createDocument, { params: { projectId }, body, idempotencyKey }),
    onSuccess,
  })
}

type Change = Input<typeof documentsContract.changeDocument.body>

export function useChangeDocument(documentId: string) {
  const client = useQueryClient()
  const onSuccess = useReadAgain()
  return useMutation<Document, ApiProblem, Change>({
    mutationFn: (body) => call(documentsContract.changeDocument, { params: { documentId }, body }),
    onSuccess,
    // A refusal may mean that somebody else saved.
    onError: () => void client.invalidateQueries({ queryKey: ['document', documentId] }),
  })
}

export function useRestoreVersion(documentId: string) {
  const onSuccess = useReadAgain()
  return useMutation<Document, ApiProblem, { version: number; basedOn: number }>({
    mutationFn: ({ version, basedOn }) =>
      call(documentsContract.restoreVersion, { params: { documentId, version }, body: { basedOn } }),
    onSuccess,
  })
}

export function useRemoveDocument(document: Pick<Document, 'id' | 'projectId'>) {
  const readAgain = useReadAgain()
  return useMutation<void, ApiProblem, void>({
    mutationFn: () => call(documentsContract.removeDocument, { params: { documentId: document.id } }),
    onSuccess: () => readAgain(document),
  })
}

/** What an agent would be given now; nothing is asked before there are words. */
export const useTriedContext = (projectId: string, words: string, agentId: string | null) =>
  useQuery({
    queryKey: ['project', projectId, 'context', words, agentId],
    queryFn: ({ signal }) => {
      const query = { words, ...(agentId && { agentId }) }
      return call(contextPacksContract.tryContext, { params: { projectId }, query, signal })
    },
    enabled: words !== '',
    placeholderData: keepPreviousData,
  })

/** A run's pack never changes. */
export const useRunContext = (taskId: string, stepId: string) =>
  useQuery({
    queryKey: ['run-context', taskId, stepId],
    queryFn: ({ signal }) => call(contextPacksContract.getRunContext, { params: { taskId, stepId }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Under the key that the task's own page has. */
export const useTaskOfRun = (taskId: string) =>
  useQuery({
    queryKey: ['task', taskId],
    queryFn: ({ signal }) => call(tasksContract.getTask, { params: { taskId }, signal }),
  })
