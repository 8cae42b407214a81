import type { Doors } from '#api/doors/contract.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { GatewayDoorRow } from './GatewayDoorRow.tsx'

/** What gateways let pass by their own rules, whoever allowed it there. */
export function GatewayDoors({ gateways }: Pick<Doors, 'gateways'>) {
  return (
    <Section
      title="The gateways’ own"
      count={gateways.length}
      note="as of the last look; our gate stands before them"
    >
      {gateways.length === 0 ? (
        <EmptyState
          title="No gateway has said that it lets anything pass."
          first="Each look at an executor reads its lists. Older gateways keep none."
        />
      ) : (
        <RowList label="Permissions of gateways">
          {gateways.map((one) => (
            <GatewayDoorRow key={`${one.executorId} ${one.key}`} door={one} />
          ))}
        </RowList>
      )}
    </Section>
  )
}
