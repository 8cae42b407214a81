import type { Usage } from '../run/run.ts'

/** A reservation whose lease has passed, and where its run would be. */
export interface LapsedReservation {
  taskId: string
  stepId: string
  /** The executor that it was made for. */
  owner: string
  leaseUntil: string | null
  /** By the task's record its run is still under way. */
  isOpen: boolean
  runDeadlineMs: number | undefined
  /** Null where the task knows no session any more. */
  sessionKey: string | null
  /** On the gateway. */
  runIds: string[]
}

export interface FreedReservation
  extends Pick<LapsedReservation, 'taskId' | 'stepId' | 'owner' | 'leaseUntil'> {
  /** By the transcript; null where nobody knows: it then counts as what was reserved. */
  usage: Usage | null
  reason: string
}
