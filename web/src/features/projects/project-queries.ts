import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Input } from '#api/http/contract.ts'
import { type Project, projectsContract } from '#api/projects/contract.ts'
import { shippedContract } from '#api/shipped/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { type ApiProblem, call } from '../../http/client.ts'

/** One more than is shown, so that "all" is offered only where there are more. */
export const useOpenTasks = (projectId: string, limit: number) =>
  useQuery({
    queryKey: ['tasks', 'overview', { projectId, limit }],
    queryFn: ({ signal }) =>
      call(tasksContract.listTasks, { query: { projectId, open: 'true', limit }, signal }),
  })

type NewProject = Input<typeof projectsContract.createProject.body>

export function useCreateProject(idempotencyKey: string) {
  const client = useQueryClient()
  return useMutation<Project, ApiProblem, NewProject>({
    mutationFn: (body) => call(projectsContract.createProject, { body, idempotencyKey }),
    onSuccess: (project) => {
      client.setQueryData(['project', project.id], project)
      return client.invalidateQueries({ queryKey: ['projects'] })
    },
  })
}

/** Asked again it only asks what is open still, so it needs no key. */
export function useRemoveProject(projectId: string) {
  const client = useQueryClient()
  const touched = [['projects'], ['project', projectId], ['tasks'], ['inbox'], ['agents']]
  return useMutation<{ cancelledTasks: number }, ApiProblem, void>({
    mutationFn: () => call(projectsContract.removeProject, { params: { projectId } }),
    onSettled: () => Promise.all(touched.map((queryKey) => client.invalidateQueries({ queryKey }))),
  })
}

/** The answer is the project as it is now, so the page need not wait for the stream. */
function useProjectChange<Body>(change: (body: Body) => Promise<Project>) {
  const client = useQueryClient()
  return useMutation<Project, ApiProblem, Body>({
    mutationFn: change,
    onSuccess: (project) => {
      client.setQueryData(['project', project.id], project)
      return client.invalidateQueries({ queryKey: ['projects'] })
    },
  })
}

export const useEditProject = (projectId: string) =>
  useProjectChange((body: Input<typeof projectsContract.editProject.body>) =>
    call(projectsContract.editProject, { params: { projectId }, body }),
  )

export const useChangeStage = (projectId: string) =>
  useProjectChange((body: Input<typeof projectsContract.changeStage.body>) =>
    call(projectsContract.changeStage, { params: { projectId }, body }),
  )

/** What left last. */
export const useShipped = (projectId: string, limit: number) =>
  useQuery({
    queryKey: ['shipped', { projectId, limit }],
    queryFn: ({ signal }) => call(shippedContract.listShipped, { query: { projectId, limit }, signal }),
  })
