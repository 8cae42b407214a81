import type { Output } from '#api/http/contract.ts'
import type { operatorsContract } from '#api/operators/contract.ts'
import { useMe } from '../../app/me.ts'
import { wordsOf } from '../../http/missing.ts'
import { counted } from '../../ui/count-words.ts'
import { EightFour, Lead, Page, Stack } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { initialsOf, PersonMark } from '../../ui/PersonMark.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { InviteForm } from './InviteForm.tsx'
import { OpenInvites } from './OpenInvites.tsx'
import { OperatorRow } from './OperatorRow.tsx'
import { OwnAccount } from './OwnAccount.tsx'
import { useOperators } from './operator-queries.ts'

type People = Output<typeof operatorsContract.listOperators.response>

function sentenceOf({ items, invites }: People): string {
  const open = invites.length > 0 ? ` ${counted(invites.length, 'invite')} not used yet.` : ''
  if (items.length === 1 && open === '')
    return 'Only you can sign in. Invite the person who decides with you.'
  return `${counted(items.length, 'person', 'people')} can sign in.${open}`
}

/** Who can sign in and what each may do; the way in, and the way out. */
export function OperatorsPage() {
  const operators = useOperators()
  const me = useMe().data
  const people = operators.data
  return (
    <Page>
      <Stack>
        <PageHeader title="Operators" />
        {people && <Lead>{sentenceOf(people)}</Lead>}
      </Stack>
      <EightFour>
        <Stack>
          <Section title="Operators" {...(people && { count: people.items.length })} note="first come first">
            {operators.error && (
              <p role="alert">
                {people ? 'This may be old: the operators' : 'The operators'} cannot be read now.{' '}
                {wordsOf(operators.error)}
              </p>
            )}
            {operators.isPending && <SkeletonRows label="operators" count={2} />}
            {people && <List people={people} />}
          </Section>
          {people && <OpenInvites invites={people.invites} />}
          <InviteForm />
          {people && <Former former={people.former} />}
        </Stack>
        {me && <OwnAccount me={me} />}
      </EightFour>
    </Page>
  )
}

function List({ people: { items } }: { people: People }) {
  const owners = items.filter(({ role }) => role === 'owner').length
  return (
    <RowList label="Operators">
      {items.map((operator) => (
        <OperatorRow key={operator.id} operator={operator} owners={owners} />
      ))}
    </RowList>
  )
}

function Former({ former }: Pick<People, 'former'>) {
  if (former.length === 0) return null
  return (
    <Section title="No longer here" count={former.length} note="last one first">
      <RowList label="No longer here">
        {former.map(({ id, name, role, removedAt }) => (
          <Row
            key={id}
            mark={<PersonMark person={{ kind: 'operator', name, initials: initialsOf(name) }} isMarkOnly />}
            title={name}
            detail={
              <>
                <span>was {role}</span>
                <span>
                  removed <RelativeTime at={new Date(removedAt)} />
                </span>
              </>
            }
          />
        ))}
      </RowList>
    </Section>
  )
}
