import type { Doors } from '#api/doors/contract.ts'
import { wordsOf } from '../../http/missing.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Lead, Page, Stack } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { useDoors } from './door-queries.ts'
import { isOpen, sentenceOf } from './door-words.ts'
import { GatewayDoors } from './GatewayDoors.tsx'
import { RuleRow, ToolRow } from './PassingRows.tsx'
import { StandingGrantRow } from './StandingGrantRow.tsx'

/** Everything that an agent may do without a person looking first, each with where that is said. */
export function DoorsPage() {
  const doors = useDoors()
  return (
    <Page>
      <Stack>
        <PageHeader title="What may run without asking" />
        {doors.isPending && <SkeletonRows label="permissions" count={4} />}
        {doors.error && <p role="alert">It cannot be read now: {wordsOf(doors.error)}</p>}
        {doors.data && <All doors={doors.data} />}
      </Stack>
    </Page>
  )
}

function All({ doors }: { doors: Doors }) {
  const open = doors.standing.filter(isOpen)
  const over = doors.standing.filter((one) => !isOpen(one))
  return (
    <>
      <Lead>{sentenceOf(doors)}</Lead>
      <Section title="Standing grants" count={open.length} note="made from an approval, the next end first">
        {open.length === 0 ? (
          <EmptyState
            title="There is no standing grant."
            first="On the page of an approved effect its like can be allowed in advance: this tool, this target, so many times."
          />
        ) : (
          <RowList label="Standing grants">
            {open.map((one) => (
              <StandingGrantRow key={one.id} grant={one} />
            ))}
          </RowList>
        )}
      </Section>
      <Automatic automatic={doors.automatic} />
      <Tools {...doors} />
      <GatewayDoors gateways={doors.gateways} />
      {over.length > 0 && (
        <Section title="Over" count={over.length} note="revoked, used up or expired">
          <RowList label="Standing grants that are over">
            {over.map((one) => (
              <StandingGrantRow key={one.id} grant={one} />
            ))}
          </RowList>
        </Section>
      )}
    </>
  )
}

function Automatic({ automatic }: Pick<Doors, 'automatic'>) {
  return (
    <Section
      title="Automatic effects"
      count={automatic.length}
      note="by a rule of a policy, counted by day of UTC"
    >
      {automatic.length === 0 ? (
        <EmptyState
          title="No effect passes by itself."
          first="A policy can let a kind of effect pass up to an amount, so many times a day."
        />
      ) : (
        <RowList label="Automatic effects">
          {automatic.map((one) => (
            <RuleRow key={`${one.scopeId} ${one.effectClass}`} rule={one} />
          ))}
        </RowList>
      )}
    </Section>
  )
}

const Tools = ({ builtIn, safe }: Pick<Doors, 'builtIn' | 'safe'>) => (
  <Section title="Tools that pass" note="not recorded as effects">
    <RowList label="Tools that pass">
      <Row
        mark={<Icon name="shield" />}
        title={builtIn.join(', ')}
        detail={
          <>
            <span>everywhere: they only read and report, files only of the agent’s workspace</span>
            <span>use not counted</span>
            <span>a policy cannot close them</span>
          </>
        }
      />
      {safe.map((one) => (
        <ToolRow key={`${one.scopeId} ${one.tool}`} safe={one} />
      ))}
    </RowList>
  </Section>
)
