import { ActionLink } from './ActionLink.tsx'
import { EmptyState } from './EmptyState.tsx'

interface NoAgentYetProps {
  projectId: string
  /** What has to wait for an agent, in a sentence. */
  why: string
  /** Why this operator can't create one here; null where they can. */
  refusal: string | null
}

/** Where something needs an agent and the project has none: the way to the first one. */
export function NoAgentYet({ projectId, why, refusal }: NoAgentYetProps) {
  return (
    <EmptyState
      title="No agent is at work in this project."
      first={why}
      action={
        <ActionLink href={`/projects/${projectId}/new-agent`} refusal={refusal} variant="filled">
          Create an agent
        </ActionLink>
      }
    />
  )
}
