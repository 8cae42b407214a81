import { useMantineColorScheme } from '@mantine/core'
import { Spotlight } from '@mantine/spotlight'
import { useNavigate } from '@tanstack/react-router'
import type { PinnedProject, Place } from '../ui/frame/NavRail.tsx'
import { Icon } from '../ui/icons.tsx'
import css from './Palette.module.css'

interface PaletteProps {
  places: Place[]
  projects: PinnedProject[]
  onSignOut: () => void
}

/** They have an address and no line in the navigation. */
const quietPlaces: Place[] = [
  { label: 'Tasks of all projects', href: '/tasks', icon: 'clock' },
  { label: 'Outcomes of all projects', href: '/outcomes', icon: 'money' },
  { label: 'Agents of all projects', href: '/agents', icon: 'person' },
  { label: 'Operators and your account', href: '/operators', icon: 'shield' },
]

/** mod+K: every place, every project, and what has no place of its own. */
export function Palette({ places, projects, onSignOut }: PaletteProps) {
  const navigate = useNavigate()
  const { toggleColorScheme } = useMantineColorScheme()
  const go = (href: string) => () => void navigate({ to: href as never })
  return (
    <Spotlight
      shortcut="mod + K"
      scrollable
      maxHeight={420}
      classNames={{ action: css.action, actionsGroup: css.group, search: css.search }}
      attributes={{ content: { 'aria-label': 'Search or jump to' } }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.3 }}
      nothingFound="Nothing matches. Try a project or a page."
      searchProps={{
        placeholder: 'Search or jump to',
        'aria-label': 'Search or jump to',
        leftSection: <Icon name="search" />,
      }}
      actions={[
        {
          group: 'Go to',
          actions: [...places, ...quietPlaces].map((place) => ({
            id: place.href,
            label: place.label,
            onClick: go(place.href),
            leftSection: <Icon name={place.icon} />,
          })),
        },
        {
          group: 'Projects',
          actions: projects.map(({ id, name, look, href }) => ({
            id,
            label: name,
            description: look.word,
            onClick: go(href),
          })),
        },
        {
          group: 'Do',
          actions: [
            { id: 'start', label: 'Start a project', onClick: go('/projects/new') },
            { id: 'scheme', label: 'Switch light or dark', onClick: toggleColorScheme },
            { id: 'sign-out', label: 'Sign out', onClick: onSignOut },
          ],
        },
      ]}
    />
  )
}
