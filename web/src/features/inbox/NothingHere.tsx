import { Button } from '@mantine/core'
import { mostListed } from '#domain/inbox/inbox.ts'
import { useProjects } from '../../http/shared-queries.ts'
import { counted } from '../../ui/count-words.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import css from './InboxList.module.css'
import type { InboxView, View } from './inbox-view.ts'
import { kindLook } from './kind-look.ts'

const empty: Record<View, [title: string, first: string]> = {
  all: ['Nothing needs you.', 'Approvals, questions and tasks that cannot go on by themselves come here.'],
  mine: ['Nothing here is yours.', 'Open an item and press T to take it, or look at all of them.'],
  unassigned: ['Everything has somebody.', 'What comes in belongs to nobody until somebody takes it.'],
  snoozed: ['Nothing is put off.', 'Press S on an item to have it back later.'],
}

const places: Record<View, string> = {
  all: 'is here',
  mine: 'is yours',
  unassigned: 'is unassigned',
  snoozed: 'is put off',
}

interface NothingHereProps {
  view: InboxView
  onView: (view: InboxView) => void
  /** As many belong in the list, and others cost more by waiting. */
  unlisted: number
  /** The view holds what the filter leaves out. */
  isMore: boolean
}

/** Why the list is empty: nothing is there, a filter leaves it out, or others cost more by waiting. */
export function NothingHere({ view, onView, unlisted, isMore }: NothingHereProps) {
  const narrowed = useNarrowedWords(view)
  const hasFilter = view.projectId !== undefined || view.kind !== undefined || view.whom !== undefined
  const [title, first] = empty[view.view]
  return (
    <div className={css.empty}>
      {isMore || unlisted > 0 ? (
        <EmptyState
          title={unlisted > 0 ? `None of ${counted(unlisted, 'item')} is listed here.` : narrowed}
          first={
            unlisted > 0
              ? `The inbox lists the ${mostListed} that cost most by waiting. The rest follows as those are settled.`
              : 'What else belongs here is left out by the filter.'
          }
          action={
            hasFilter && (
              <Button variant="default" onClick={() => onView({ view: view.view })}>
                Take the filter away
              </Button>
            )
          }
        />
      ) : (
        <EmptyState title={title} first={first} />
      )}
    </div>
  )
}

/** "Nothing of the kind Question of Oak that waits for you is here." */
function useNarrowedWords({ view, projectId, kind, whom }: InboxView): string {
  const projects = useProjects().data?.items
  const words = [
    kind && `of the kind ${kindLook[kind].word}`,
    projectId && `of ${projects?.find(({ id }) => id === projectId)?.name ?? 'this project'}`,
    whom && 'that waits for you',
  ]
  return `Nothing ${words.filter(Boolean).join(' ')} ${places[view]}.`
}
