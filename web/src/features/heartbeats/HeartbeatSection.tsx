import { useState } from 'react'
import type { Agent } from '#api/agents/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { stageHold } from '#domain/project/stage-rules.ts'
import { useRole } from '../../app/me.ts'
import { wordsOf } from '../../http/missing.ts'
import { useProject } from '../../http/shared-queries.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { BeatStrip } from './BeatStrip.tsx'
import { HeartbeatForm } from './HeartbeatForm.tsx'
import { HeartbeatStanding } from './HeartbeatStanding.tsx'
import { useHeartbeat } from './heartbeat-queries.ts'
import css from './heartbeats.module.css'

/** What wakes the agent by itself, and what came of it. */
export function HeartbeatSection({ agent }: { agent: Agent }) {
  const [isEditing, setIsEditing] = useState(false)
  const read = useHeartbeat(agent.id)
  const refusal =
    refusalOf(useRole(), 'setHeartbeat') ??
    (agent.retiredAt ? `${agent.name} is retired, so nothing wakes it.` : null)
  const project = useProject(agent.projectId).data
  const { heartbeat, beats } = read.data ?? { heartbeat: null, beats: [] }
  return (
    <Section title="Heartbeat" note="wakes the agent by itself">
      <div className={css.body}>
        {read.isPending && <SkeletonRows label="heartbeat" count={2} />}
        {read.error && <p role="alert">The heartbeat cannot be read now: {wordsOf(read.error)}</p>}
        {heartbeat && (
          <HeartbeatStanding
            agentId={agent.id}
            heartbeat={heartbeat}
            refusal={refusal}
            held={project && stageHold(project)?.reason}
            onEdit={() => setIsEditing(true)}
          />
        )}
        {read.data && !heartbeat && !isEditing && (
          <EmptyState
            title="Nothing wakes it by itself."
            first="Set a heartbeat: what it looks at, and how often. A beat with nothing to do costs nothing."
            action={
              <ActionButton refusal={refusal} onClick={() => setIsEditing(true)}>
                Set a heartbeat
              </ActionButton>
            }
          />
        )}
        {isEditing && (
          <HeartbeatForm
            agentId={agent.id}
            settings={heartbeat?.settings ?? null}
            onClose={() => setIsEditing(false)}
          />
        )}
        {read.data && (heartbeat || beats.length > 0) && <BeatStrip beats={beats} />}
      </div>
    </Section>
  )
}
