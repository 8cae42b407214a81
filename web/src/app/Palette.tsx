import { useMantineColorScheme } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight } from '@mantine/spotlight'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Project } from '#api/projects/contract.ts'
import type { Found } from '#api/search/contract.ts'
import { wordsOfQuery } from '#domain/search/search-rules.ts'
import type { Place } from '../ui/frame/NavRail.tsx'
import { Icon, type IconName } from '../ui/icons.tsx'
import { commandsFor, isFound, isVerbOf, quietPlaces, soughtIn, startsOf } from './commands.ts'
import { useRole } from './me.ts'
import css from './Palette.module.css'
import { useSearch } from './palette-queries.ts'
import { paletteStore, selectFirst } from './palette-store.ts'
import { recentItems, remember } from './recent.ts'

interface PaletteProps {
  places: Place[]
  projects: Project[]
  onSignOut: () => void
}

const kinds: Record<Found['kind'], { label: string; icon: IconName }> = {
  project: { label: 'Projects', icon: 'projects' },
  task: { label: 'Tasks', icon: 'clock' },
  document: { label: 'Documents', icon: 'file' },
  runbook: { label: 'Runbooks', icon: 'system' },
  agent: { label: 'Agents', icon: 'person' },
}
const debounceMs = 120

/** mod+K: whatever has a name, every place, and what can be done from here. */
export function Palette({ places, projects, onSignOut }: PaletteProps) {
  const [query, setQuery] = useState('')
  const [settled] = useDebouncedValue(query.trim(), debounceMs)
  const words = wordsOfQuery(query)
  const { projectId } = useParams({ strict: false }) as { projectId?: string }
  const found = useSearch(soughtIn(wordsOfQuery(settled)).join(' '))
  const role = useRole()
  const go = useGo()
  const items = words.length > 0 ? (found.data?.items ?? []) : []
  const doing = [...startsOf(items, role), ...commandsFor(words, { role, projects, projectId })]
  const isVerb = isVerbOf(doing, words)
  const groups: [label: string, lines: readonly Line[]][] = [
    ['Do', isVerb ? doing : []],
    ['Recent', words.length === 0 ? recentItems().map((item) => ({ ...item, isThing: true })) : []],
    ...Object.entries(kinds).map(([kind, { label, icon }]): [string, Line[]] => [
      label,
      linesOf(items, kind, icon),
    ]),
    ['Go to', [...places, ...quietPlaces].filter((place) => isFound(place.label, words))],
    ['Do', isVerb ? [] : doing],
  ]
  useEffect(() => {
    if (settled !== '') selectFirst()
  }, [settled, found.data])
  const account = useAccountCommands(onSignOut).filter(({ label }) => isFound(label, words))
  const isEmpty = account.length === 0 && groups.every(([, lines]) => lines.length === 0)
  return (
    <Spotlight.Root
      store={paletteStore}
      query={query}
      onQueryChange={setQuery}
      shortcut="mod + K"
      tagsToIgnore={[]}
      scrollable
      maxHeight={460}
      classNames={{ action: css.action, actionsGroup: css.group, search: css.search }}
      attributes={{ content: { 'aria-label': 'Search or jump to' } }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.3 }}
    >
      <Spotlight.Search
        placeholder="Search or jump to"
        aria-label="Search or jump to"
        leftSection={<Icon name="search" />}
      />
      <Spotlight.ActionsList>
        {groups.map(([label, lines], nth) => (
          <Group key={`${nth} ${label}`} label={label} lines={lines} onGo={go} />
        ))}
        {account.length > 0 && (
          <Spotlight.ActionsGroup label="You">
            {account.map(({ label, run }) => (
              <Spotlight.Action
                key={label}
                label={label}
                leftSection={<Icon name="system" />}
                onClick={run}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {isEmpty && <Nothing isReading={found.isFetching || query.trim() !== settled} />}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

interface Line {
  label: string
  detail?: string
  icon: IconName
  href: string
  refusal?: string | null
  /** It is one thing, and worth finding again. */
  isThing?: boolean
}

const linesOf = (items: readonly Found[], kind: string, icon: IconName): Line[] =>
  items
    .filter((item) => item.kind === kind)
    .map(({ title, detail, href }) => ({ label: title, detail, icon, href, isThing: true }))

function useGo() {
  const navigate = useNavigate()
  return ({ label, detail = '', icon, href, isThing }: Line) => {
    if (isThing) remember({ label, detail, icon, href })
    const [path = '', hash] = href.split('#')
    const [to, query] = path.split('?')
    const search = query ? Object.fromEntries(new URLSearchParams(query)) : {}
    void navigate({ to, search, ...(hash && { hash }) } as never)
  }
}

interface GroupProps {
  label: string
  lines: readonly Line[]
  onGo: (line: Line) => void
}

function Group({ label, lines, onGo }: GroupProps) {
  if (lines.length === 0) return null
  return (
    <Spotlight.ActionsGroup label={label}>
      {lines.map((line) => {
        const { refusal = null } = line
        return (
          <Spotlight.Action
            key={`${line.href} ${line.label}`}
            label={line.label}
            description={refusal ?? line.detail ?? ''}
            leftSection={<Icon name={line.icon} />}
            closeSpotlightOnTrigger={refusal === null}
            aria-disabled={refusal === null ? undefined : true}
            onClick={() => refusal === null && onGo(line)}
          />
        )
      })}
    </Spotlight.ActionsGroup>
  )
}

/** Commands that lead to no place. */
function useAccountCommands(onSignOut: () => void) {
  const { toggleColorScheme } = useMantineColorScheme()
  return [
    { label: 'Switch light or dark', run: toggleColorScheme },
    { label: 'Sign out', run: onSignOut },
  ]
}

function Nothing({ isReading }: { isReading: boolean }) {
  return (
    <Spotlight.Empty>
      {isReading ? 'Looking…' : 'Nothing has these words. Try the beginning of a word, a project or a verb.'}
    </Spotlight.Empty>
  )
}
