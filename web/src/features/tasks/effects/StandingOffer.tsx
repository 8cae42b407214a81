import { NumberInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { doorsContract, type StandingOffer as Offer } from '#api/doors/contract.ts'
import { longestDays, mostUses, usualDays, usualUses } from '#domain/grant/standing-grant-rules.ts'
import { freeNames, placeTexts } from '#domain/grant/target-rules.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../../app/me.ts'
import { type ApiProblem, call } from '../../../http/client.ts'
import { newIdempotencyKey } from '../../../http/idempotency-key.ts'
import { ActionButton } from '../../../ui/ActionButton.tsx'
import { AppLink } from '../../../ui/AppLink.tsx'
import { PanelEnd } from '../../../ui/PanelEnd.tsx'
import { RowPanel } from '../../../ui/RowPanel.tsx'
import { Will } from '../../../ui/Will.tsx'
import css from './effects.module.css'

const dayMs = 86_400_000

const useOffer = (proposalId: string) =>
  useQuery({
    queryKey: ['effects', proposalId, 'standing-grant'],
    queryFn: ({ signal }) => call(doorsContract.getStandingOffer, { params: { proposalId }, signal }),
  })

function useMake(fromProposalId: string) {
  const client = useQueryClient()
  const [idempotencyKey] = useState(newIdempotencyKey)
  return useMutation<{ standingGrantId: string }, ApiProblem, { count: number; until: string }>({
    mutationFn: (body) =>
      call(doorsContract.makeStandingGrant, { params: { proposalId: fromProposalId }, body, idempotencyKey }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['effects'] }),
        client.invalidateQueries({ queryKey: ['doors'] }),
      ]),
  })
}

interface StandingOfferProps {
  proposalId: string
  agentName: string
  /** Nothing is said of it before there were enough like approvals. */
  isQuiet?: boolean
}

/** Allowing the like of it in advance: said loudly after several like approvals, made only by whoever takes it. */
export function StandingOffer({ proposalId, agentName, isQuiet = false }: StandingOfferProps) {
  const offer = useOffer(proposalId).data
  const [isOpen, setOpen] = useState(false)
  const role = useRole()
  if (!offer?.fromProposalId) return null
  if (offer.existingId)
    return (
      <p className={css.words}>
        The next ones like it pass by a <AppLink href="/doors">standing grant</AppLink>.
      </p>
    )
  if (isQuiet && !offer.isOffered && !isOpen) return null
  return (
    <div className={css.offer}>
      {offer.isOffered && (
        <p>
          The last {offer.alike} like it were approved, none rejected. You can let the next ones pass without
          asking.
        </p>
      )}
      {isOpen ? (
        <MakeGrant offer={offer} agentName={agentName} onClose={() => setOpen(false)} />
      ) : (
        <ActionButton
          refusal={refusalOf(role, 'makeStandingGrant') ?? offer.refusal}
          onClick={() => setOpen(true)}
        >
          Let the next ones pass…
        </ActionButton>
      )}
    </div>
  )
}

interface MakeGrantProps {
  offer: Offer
  agentName: string
  onClose: () => void
}

function MakeGrant({ offer: { tool, target, fromProposalId }, agentName, onClose }: MakeGrantProps) {
  const [count, setCount] = useState<number | string>(usualUses)
  const [days, setDays] = useState<number | string>(usualDays)
  const make = useMake(fromProposalId ?? '')
  const free = freeNames(target)
  const isComplete = typeof count === 'number' && typeof days === 'number'
  const confirm = () => {
    if (!isComplete) return
    const until = new Date(Date.now() + days * dayMs).toISOString()
    make.mutate({ count, until }, { onSuccess: onClose })
  }
  return (
    <RowPanel label={`Let the next calls of ${tool} pass`} onClose={onClose} problem={make.error}>
      <Will deed="It">
        <li>
          let {agentName} call {tool} without asking: {placeTexts(target).join(', ')}
        </li>
        {free.length > 0 && <li>let it say anything in {free.join(', ')}</li>}
        <li>have everything else ask as before, also this with any further parameter</li>
        <li>record each use as an effect of its own, and count it</li>
        <li>be listed, with a button that revokes it, under What may run without asking</li>
      </Will>
      <NumberInput
        label="How many times"
        min={1}
        max={mostUses}
        allowDecimal={false}
        value={count}
        onChange={setCount}
      />
      <NumberInput
        label="For how many days"
        min={1}
        max={longestDays}
        allowDecimal={false}
        value={days}
        onChange={setDays}
      />
      <PanelEnd
        action="Let them pass"
        keep="Keep asking"
        isPending={make.isPending}
        missing={isComplete ? null : 'Say how many times and for how long.'}
        onConfirm={confirm}
        onClose={onClose}
      />
    </RowPanel>
  )
}
