import { aRole, type Role, roleBelow } from '#domain/operator/permissions.ts'
import { roleAreas } from '#domain/operator/role-areas.ts'
import css from './operators.module.css'

/** What a role may do, by what it is about. Spans: it stands in the help of a choice too. */
export function RoleAreas({ role }: { role: Role }) {
  const below = roleBelow(role)
  const areas = roleAreas(role)
  if (!below) return <>May {areas.map(({ words }) => words).join(', ')}.</>
  return (
    <>
      All that {aRole(below)} may; also
      <span className={css.areas}>
        {areas.map(({ area, words }) => (
          <span key={area}>
            <span className={css.area}>{area}:</span> {words}
          </span>
        ))}
      </span>
    </>
  )
}
