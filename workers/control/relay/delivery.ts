import type { Client } from '@temporalio/client'
import type { Pool } from '#prisma/client.ts'

export type Delivery = { status: 'delivered' } | { status: 'undeliverable'; detail: string }

export interface Destination {
  client: Client
  pool: Pool
  publicUrl: string | null
}
