import type { InboxItem } from '#api/inbox/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { useResend } from './inbox-queries.ts'

/** What could not be delivered: asked again by who reads it, or dropped by closing it. */
export function ResendCard({ item }: { item: InboxItem }) {
  const resend = useResend(item.id)
  const refusal = refusalOf(useRole(), 'triageInbox')
  return (
    <>
      <p>{item.line}</p>
      <p>Nothing came of it. Send it again, in your own name, or close it as seen to drop it.</p>
      <div>
        <ActionButton
          variant="filled"
          refusal={refusal}
          disabled={resend.isPending || resend.isSuccess}
          onClick={() => resend.mutate()}
        >
          {resend.isPending ? 'Recording…' : resend.isSuccess ? 'Sent again' : 'Send it again'}
        </ActionButton>
      </div>
      {resend.error && <p role="alert">It was not sent again. {resend.error.message}</p>}
    </>
  )
}
