import { Menu } from '@mantine/core'
import { useMe } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { KeyHint } from '../../ui/KeyHint.tsx'
import { initialsOf, PersonMark } from '../../ui/PersonMark.tsx'
import { useTakers } from './inbox-queries.ts'
import type { MenuProps } from './menu-props.ts'

interface HandOverMenuProps extends MenuProps {
  onAssign: (to: { id: string; name: string } | null) => void
}

/** Oneself first; who has all of it already is not offered. */
export function HandOverMenu({ items, refusal, isOpen, onOpen, onAssign }: HandOverMenuProps) {
  const me = useMe().data?.id
  const takers = useTakers().filter(({ id }) => items.some(({ assignee }) => assignee?.id !== id))
  const isTaken = items.some(({ assignee }) => assignee !== null)
  return (
    <Menu opened={isOpen && refusal === null} onChange={onOpen} position="bottom-end" width={240}>
      <Menu.Target>
        <ActionButton refusal={refusal} rightSection={<KeyHint keys="T" />} aria-keyshortcuts="T">
          Hand over
        </ActionButton>
      </Menu.Target>
      <Menu.Dropdown>
        {takers
          .toSorted((a, b) => Number(b.id === me) - Number(a.id === me))
          .map(({ id, name }) => (
            <Menu.Item
              key={id}
              leftSection={
                <PersonMark person={{ kind: 'operator', name, initials: initialsOf(name) }} isMarkOnly />
              }
              onClick={() => onAssign({ id, name })}
            >
              {id === me ? 'Take it yourself' : name}
            </Menu.Item>
          ))}
        {isTaken && (
          <Menu.Item onClick={() => onAssign(null)}>Give it back, to whoever comes first</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
