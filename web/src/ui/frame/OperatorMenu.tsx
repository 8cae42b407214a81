import { Menu, UnstyledButton, useMantineColorScheme, VisuallyHidden } from '@mantine/core'
import { AppLink } from '../AppLink.tsx'
import { type Person, PersonMark } from '../PersonMark.tsx'
import css from './header.module.css'

interface OperatorMenuProps {
  me: Person
  role: string
  onSignOut: () => void
}

export function OperatorMenu({ me, role, onSignOut }: OperatorMenuProps) {
  const { toggleColorScheme } = useMantineColorScheme()
  return (
    <Menu width={240} position="bottom-end">
      <Menu.Target>
        <UnstyledButton className={css.people}>
          <VisuallyHidden>Your account: </VisuallyHidden>
          <PersonMark person={me} isMarkOnly />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.name}, {role}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item component={AppLink} href="/operators">
          Operators and your account
        </Menu.Item>
        <Menu.Item component={AppLink} href="/api-keys">
          API keys
        </Menu.Item>
        <Menu.Item component={AppLink} href="/stop">
          Kill switch
        </Menu.Item>
        <Menu.Item onClick={toggleColorScheme}>Switch light or dark</Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={onSignOut}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
