import { useState } from 'react'
import type { Agent } from '#api/agents/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { loopWords } from '#domain/policy/loop-rules.ts'
import { useRole } from '../../app/me.ts'
import { wordsOf } from '../../http/missing.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { AppLink } from '../../ui/AppLink.tsx'
import { NoteField } from '../../ui/NoteField.tsx'
import { PanelEnd } from '../../ui/PanelEnd.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { RowPanel } from '../../ui/RowPanel.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import { useAgent, useResumeAgent } from './agent-queries.ts'
import css from './agents.module.css'

/** Where another page shows it: what came again and again, and the way on. */
export function PausedAgentCard({ agentId }: { agentId: string }) {
  const { data: agent, error } = useAgent(agentId)
  if (error) return <p role="alert">The agent cannot be read now: {wordsOf(error)}</p>
  if (!agent) return <SkeletonRows label="agent" count={3} />
  return (
    <>
      {agent.pause ? <PausedAgent agent={agent} /> : <p>{agent.name} goes on.</p>}
      <AppLink href={`/agents/${agent.id}`} className={css.link}>
        Open {agent.name}
      </AppLink>
    </>
  )
}

/** Why it is paused, with what shows it; nothing while it is not. */
export function PausedAgent({ agent }: { agent: Agent }) {
  const [isOpen, setOpen] = useState(false)
  const refusal = refusalOf(useRole(), 'resumeAgent')
  const { pause, name } = agent
  if (!pause) return null
  const { loop, at } = pause
  return (
    <Section title="Paused" note={<RelativeTime at={new Date(at)} />}>
      <p className={css.said}>
        {name} is paused: {loopWords(loop).replace(/\.$/, '')}. What runs goes on to its end; no run of it
        starts until somebody lets it go on.
      </p>
      <ol className={css.evidence} aria-label={`What ${name} did again and again`}>
        {loop.seen.map(({ taskId, key, at: seenAt }) => (
          <li key={`${taskId}/${key}`}>
            <AppLink href={`/tasks/${taskId}`} className={css.link}>
              {loop.kind === 'proposal' ? `The call of ${taskId}` : `Run ${key} of ${taskId}`}
            </AppLink>{' '}
            <RelativeTime at={new Date(seenAt)} />
          </li>
        ))}
      </ol>
      {isOpen ? (
        <LetGoOn agent={agent} onClose={() => setOpen(false)} />
      ) : (
        <div className={css.after}>
          <ActionButton refusal={refusal} onClick={() => setOpen(true)}>
            Let {name} go on…
          </ActionButton>
        </div>
      )}
    </Section>
  )
}

function LetGoOn({ agent: { id, name }, onClose }: { agent: Agent; onClose: () => void }) {
  const [note, setNote] = useState('')
  const resume = useResumeAgent(id)
  return (
    <RowPanel label={`Let ${name} go on`} onClose={onClose} problem={resume.error}>
      <p>What waits for it starts by itself, and the count begins anew.</p>
      <UnsavedGuard isDirty={note.trim() !== '' && !resume.isPending} />
      <NoteField
        label="What was mended"
        description="Stands in the ledger beside your name."
        value={note}
        onChange={setNote}
      />
      <PanelEnd
        action={`Let ${name} go on`}
        keep="Keep it paused"
        isPending={resume.isPending}
        missing={note.trim() === '' ? 'Say what was mended first.' : null}
        onConfirm={() => resume.mutate(note, { onSuccess: onClose })}
        onClose={onClose}
      />
    </RowPanel>
  )
}
