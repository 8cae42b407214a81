import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'

interface RetiredExecutorsProps {
  retired: readonly { id: string; name: string; retiredAt: string }[]
}

export function RetiredExecutors({ retired }: RetiredExecutorsProps) {
  if (retired.length === 0) return null
  return (
    <Section title="Retired" count={retired.length} note="newest first">
      <RowList label="Retired">
        {retired.map(({ id, name, retiredAt }) => (
          <Row
            key={id}
            title={name}
            detail={
              <span>
                retired <RelativeTime at={new Date(retiredAt)} />
              </span>
            }
          />
        ))}
      </RowList>
    </Section>
  )
}
