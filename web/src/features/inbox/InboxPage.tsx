import { VisuallyHidden } from '@mantine/core'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { InboxItem } from '#api/inbox/contract.ts'
import { inboxHref } from '#domain/inbox/inbox.ts'
import { useMe } from '../../app/me.ts'
import { useWholeInbox } from '../../http/shared-queries.ts'
import { counted, totalOf } from '../../ui/count-words.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { useNow } from '../../ui/now.ts'
import { usePageTitle } from '../../ui/page-title.ts'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { StaysContext } from '../../ui/unsaved.ts'
import { usePageKeys } from '../../ui/use-page-keys.ts'
import { InboxDetail } from './InboxDetail.tsx'
import { InboxFilters } from './InboxFilters.tsx'
import { InboxList } from './InboxList.tsx'
import css from './inbox.module.css'
import { useLookAt, useOthersAt } from './inbox-queries.ts'
import { type InboxView, queryOf, shownIn, unlistedIn, viewOf } from './inbox-view.ts'
import { KeysHelp } from './KeysHelp.tsx'
import { neighbour, staysOpen, useOpened } from './opened-item.ts'
import { SelectionBar } from './SelectionBar.tsx'
import { useSelection } from './selection.ts'
import { type OpenMenu, TriageTools } from './TriageTools.tsx'
import { decidedTogether } from './together.ts'
import { UndoLine } from './UndoLine.tsx'
import { useUndoable } from './undoable.ts'

interface InboxPageProps {
  /** The card that decides an item: TaskDecision of features/tasks. The app gives it: a feature imports no feature. */
  card: (item: InboxItem) => ReactNode
}

/** Everything that needs a person, and the one that is open. */
export function InboxPage({ card }: InboxPageProps) {
  const { itemId } = useParams({ strict: false }) as { itemId?: string }
  const view = viewOf(useSearch({ strict: false }))
  const navigate = useNavigate()
  const me = useMe().data?.id ?? ''
  const now = useNow()
  const inbox = useWholeInbox()
  const all = inbox.data?.items ?? []
  const unlisted = inbox.data?.unlisted ?? []
  const shownOf = (of: InboxView) => shownIn(all, of, me, now)
  const shown = shownOf(view)
  const opened = useOpened(shown, itemId, all)
  const selection = useSelection(shown)
  const triage = useUndoable()
  const othersAt = useOthersAt()
  const [menu, setMenu] = useState<OpenMenu>(null)
  useLookAt(opened?.item.id)
  usePageTitle('Inbox')
  const go = (id: string, next: InboxView = view) =>
    void navigate({ to: id ? inboxHref(id) : '/inbox', search: viewSearch(next) } as never)
  const onView = (next: InboxView) => go('', next)
  const step = (by: 1 | -1) => {
    const next = neighbour(shown, opened, by)
    if (next) go(next.id)
  }
  const { isHelpOpen, closeHelp } = useInboxKeys({ step, openId: opened?.item.id, shown, selection, setMenu })
  const tools = { menu, onMenu: setMenu, onTriage: triage.run }
  return (
    <div className={css.panes} data-open={itemId ? 'detail' : 'list'}>
      <VisuallyHidden component="h1">Inbox</VisuallyHidden>
      <InboxList
        items={inbox.data && shown}
        problem={inbox.error}
        currentId={opened?.item.id}
        query={queryOf(view)}
        view={view}
        onView={onView}
        unlisted={unlistedIn(unlisted, view, me)}
        isMore={shownOf({ view: view.view }).length > 0}
        selection={selection}
        othersAt={othersAt}
      >
        {inbox.data && all.length > 0 && <InboxFilters inbox={inbox.data} view={view} onView={onView} />}
        {selection.isOn && (
          <SelectionBar
            shown={shown}
            selected={selection.selected}
            onSelect={selection.select}
            onDone={selection.end}
            {...tools}
          />
        )}
      </InboxList>
      <section className={css.detail} aria-label="Selected item">
        {opened && (
          <StaysContext key={opened.item.id} value={staysOpen(opened.item.id)}>
            <InboxDetail
              opened={opened}
              count={shown.length}
              listHref={`/inbox${queryOf(view)}`}
              others={othersAt(opened.item.id)}
              tools={
                !selection.isOn &&
                opened.place !== 'settled' && <TriageTools items={[opened.item]} {...tools} />
              }
              card={card}
              onNext={shown.length > 0 ? () => step(1) : null}
            />
          </StaysContext>
        )}
        {!opened && inbox.data && (
          <NothingOpen isAsked={itemId !== undefined} isMore={all.length > 0} unlisted={totalOf(unlisted)} />
        )}
        {!opened && inbox.isPending && <SkeletonRows label="item" count={4} />}
      </section>
      <UndoLine words={triage.words} problem={triage.problem} onUndo={triage.undo} />
      <KeysHelp isOpen={isHelpOpen} onClose={closeHelp} />
    </div>
  )
}

const viewSearch = (view: InboxView) => Object.fromEntries(new URLSearchParams(queryOf(view)))

interface Keys {
  step: (by: 1 | -1) => void
  openId: string | undefined
  shown: readonly InboxItem[]
  selection: ReturnType<typeof useSelection>
  setMenu: (menu: OpenMenu) => void
}

/** No single key decides or sends: A and R are of the card, and go to its buttons. */
function useInboxKeys({ step, openId, shown, selection, setMenu }: Keys) {
  const [isHelpOpen, setHelpOpen] = useState(false)
  usePageKeys([
    ['j', () => step(1)],
    ['k', () => step(-1)],
    ['s', () => setMenu('snooze')],
    ['t', () => setMenu('assign')],
    ['x', () => openId && selection.toggle(openId)],
    ['shift+x', () => openId && selection.extend(openId)],
    ['shift+l', () => selection.select(decidedTogether(shown))],
    ['Escape', selection.end],
    ['shift+?', () => setHelpOpen(true)],
  ])
  return { isHelpOpen, closeHelp: () => setHelpOpen(false) }
}

interface NothingOpenProps {
  isAsked: boolean
  /** The inbox holds what the list leaves out. */
  isMore: boolean
  /** Items of the inbox that are in no list. */
  unlisted: number
}

function NothingOpen({ isAsked, isMore, unlisted }: NothingOpenProps) {
  return (
    <div className={css.nothing}>
      {isAsked ? (
        <EmptyState
          title={unlisted > 0 ? 'This is not listed.' : 'This is not in the inbox any more.'}
          first={
            unlisted > 0
              ? `It is among ${counted(unlisted, 'item')} that cost less by waiting, or somebody settled it, or it ended.`
              : 'Somebody settled it, or it ended. The ledger tells how.'
          }
        />
      ) : (
        <EmptyState
          title={isMore ? 'Nothing to decide in this list.' : 'Nothing to decide.'}
          first={
            isMore ? 'The rest of the inbox is not in it.' : 'What needs a person appears here by itself.'
          }
        />
      )}
    </div>
  )
}
