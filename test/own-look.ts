import type { Client } from '@temporalio/client'
import { ownScope } from '#domain/ids.ts'
import { triggerLook } from '../workers/control/reconcile/look-schedule.ts'

/** Asks for a look at Front Office itself. */
export const askOwnLook = (client: Client): Promise<void> => triggerLook(client, ownScope, 300_000)
