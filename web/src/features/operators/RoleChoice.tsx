import { Radio } from '@mantine/core'
import { type Role, roles } from '#domain/operator/permissions.ts'
import css from './operators.module.css'
import { RoleAreas } from './RoleAreas.tsx'

interface RoleChoiceProps {
  label: string
  value: Role
  onChange: (role: Role) => void
  isDisabled?: boolean
}

const fromLeast = [...roles].reverse()
const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** The roles, each with what it may do, from the table that the server refuses by. */
export function RoleChoice({ label, value, onChange, isDisabled = false }: RoleChoiceProps) {
  return (
    <Radio.Group label={label} value={value} onChange={(role) => onChange(role as Role)}>
      <div className={css.roles}>
        {fromLeast.map((role) => (
          <Radio
            key={role}
            value={role}
            size="sm"
            label={capital(role)}
            description={<RoleAreas role={role} />}
            classNames={{ description: css.may }}
            disabled={isDisabled}
          />
        ))}
      </div>
    </Radio.Group>
  )
}
