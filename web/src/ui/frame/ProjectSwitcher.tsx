import { Button, Menu } from '@mantine/core'
import { AppLink } from '../AppLink.tsx'
import { Glyph } from '../Glyph.tsx'
import { Icon } from '../icons.tsx'
import css from './header.module.css'
import type { PinnedProject } from './NavRail.tsx'

interface ProjectSwitcherProps {
  projects: PinnedProject[]
  currentId?: string
}

export function ProjectSwitcher({ projects, currentId }: ProjectSwitcherProps) {
  const current = projects.find((p) => p.id === currentId)
  return (
    <Menu width={240}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          className={css.switcher}
          classNames={{ label: css.switcherName }}
          rightSection={
            <span className={css.down}>
              <Icon name="chevron" size={12} />
            </span>
          }
        >
          {current?.name ?? 'All projects'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={css.projects}>
        <Menu.Item component={AppLink} href="/">
          All projects
        </Menu.Item>
        <Menu.Divider />
        {projects.map((p) => (
          <Menu.Item
            key={p.id}
            component={AppLink}
            href={p.href}
            leftSection={
              <span data-tone={p.look.tone} className={css.tone}>
                <Glyph name={p.look.glyph} />
              </span>
            }
          >
            {p.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
