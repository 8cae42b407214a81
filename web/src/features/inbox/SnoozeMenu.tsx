import { Menu } from '@mantine/core'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { KeyHint } from '../../ui/KeyHint.tsx'
import { useNow } from '../../ui/now.ts'
import type { MenuProps } from './menu-props.ts'
import { snoozeRefusalOf, snoozeTimes } from './snooze-times.ts'
import css from './TriageTools.module.css'

interface SnoozeMenuProps extends MenuProps {
  onSnooze: (until: Date) => void
  onChooseDate: () => void
  onWake: () => void
}

export function SnoozeMenu({ items, refusal, isOpen, onOpen, ...on }: SnoozeMenuProps) {
  const now = useNow()
  const isOff = items.every(({ snoozedUntil }) => snoozedUntil !== null && new Date(snoozedUntil) > now)
  if (isOff)
    return (
      <ActionButton refusal={refusal} onClick={on.onWake}>
        Take it up now
      </ActionButton>
    )
  return (
    <Menu opened={isOpen && refusal === null} onChange={onOpen} position="bottom-end" width={290}>
      <Menu.Target>
        <ActionButton refusal={refusal} rightSection={<KeyHint keys="S" />} aria-keyshortcuts="S">
          Snooze
        </ActionButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>It comes back then, or when something new happens</Menu.Label>
        {snoozeTimes(now).map(({ label, until }) => {
          const why = snoozeRefusalOf(items, until, now)
          return (
            <Menu.Item
              key={label}
              className={css.time}
              disabled={why !== null}
              onClick={() => on.onSnooze(until)}
            >
              {label}
              {why && <small>. {why}</small>}
            </Menu.Item>
          )
        })}
        <Menu.Item onClick={on.onChooseDate}>Another time…</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
