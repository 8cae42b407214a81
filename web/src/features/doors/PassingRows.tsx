import { VisuallyHidden } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Passing } from '#domain/grant/door-rules.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { amountWords } from '#domain/policy/budget-words.ts'
import { classWords } from '#domain/policy/class-words.ts'
import { policyPlace } from '#domain/policy/policy-place.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { counted } from '../../ui/count-words.ts'
import { Icon } from '../../ui/icons.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row } from '../../ui/RowList.tsx'
import { ClosePassing } from './ClosePassing.tsx'
import { holdersWords, placeWords, type Rule, type SafeTool } from './door-words.ts'

/** What it lets pass by itself, how often it did, and whose policy says so. */
export function RuleRow({ rule }: { rule: Rule }) {
  const { effectClass, upToUsd, perDay, used, out, recent, lastAt } = rule
  return (
    <PassingRow
      what={`${classWords[effectClass]} up to ${amountWords('usd', upToUsd)}`}
      place={rule}
      passing={{ kind: 'rule', effectClass }}
    >
      <span>
        {used} of {perDay} used today
      </span>
      <span>{recent === 0 ? 'not used in 30 days' : `${counted(recent, 'time')} in 30 days`}</span>
      {lastAt && (
        <span>
          last <RelativeTime at={new Date(lastAt)} />
        </span>
      )}
      {out > 0 && <span>{out} more with runs under way</span>}
    </PassingRow>
  )
}

/** Calls of it are no effects, so nothing counts them. */
export const ToolRow = ({ safe }: { safe: SafeTool }) => (
  <PassingRow what={safe.tool} place={safe} passing={{ kind: 'tool', tool: safe.tool }}>
    <span>use not counted</span>
  </PassingRow>
)

interface PassingRowProps {
  what: string
  place: Rule | SafeTool
  passing: Passing
  /** Its use. */
  children: ReactNode
}

function PassingRow({ what, place, passing, children }: PassingRowProps) {
  const [isAsked, setAsked] = useState(false)
  const refusal = refusalOf(useRole(), 'changePolicy')
  const { scopeId } = place
  const where = placeWords(place)
  return (
    <Row
      mark={<Icon name="shield" />}
      title={what}
      href={policyPlace(scopeId)}
      reason={holdersWords(place)}
      detail={
        <>
          <span>{where}</span>
          {children}
          <span>no end</span>
        </>
      }
      opened={isAsked && <ClosePassing {...{ what, scopeId, passing }} onClose={() => setAsked(false)} />}
      action={
        !isAsked && (
          <ActionButton refusal={refusal} onClick={() => setAsked(true)}>
            Close…<VisuallyHidden>{` ${what}, ${where}`}</VisuallyHidden>
          </ActionButton>
        )
      }
    />
  )
}
