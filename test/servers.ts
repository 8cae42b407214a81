import { randomBytes } from 'node:crypto'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import pg from 'pg'
import { inject } from 'vitest'
import { searchAttributes } from '#workflows/task/contract.ts'
import { appUrlOf } from '../prisma/apply-migrations.ts'

export { freePorts } from '../local/ports.ts'

export interface ScratchDatabase {
  /** The role that owns the schema. */
  ownerUrl: string
  /** The role of the api and the control worker. */
  appUrl: string
  drop(): Promise<void>
}

/** A migrated, empty database of its own, cloned in about 0.1 s. For `*.db.test.ts` and `*.workflow.test.ts`. */
export async function freshDatabase(): Promise<ScratchDatabase> {
  const { ownerUrl, appPassword, template } = inject('servers')
  const name = `test_${randomBytes(6).toString('hex')}`
  await asAdmin((admin) =>
    admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER front_office_owner`),
  )
  const url = new URL(ownerUrl)
  url.pathname = `/${name}`
  return {
    ownerUrl: url.href,
    appUrl: appUrlOf(url.href, appPassword),
    async drop() {
      await asAdmin((admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
    },
  }
}

async function asAdmin(work: (admin: pg.Client) => Promise<unknown>) {
  const admin = new pg.Client({ connectionString: inject('servers').adminUrl })
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}

/** The Temporal server that all files share, namespace `default`, for whole processes under test. */
export const temporalAddress = () => inject('servers').temporalAddress

/** A folder that vanishes after the run. */
export const scratchFolder = () => inject('servers').scratch

/** A Temporal server of this file's own, in memory, with our search attributes. Call teardown() in afterAll. */
export async function testEnvironment(settings: readonly string[] = []): Promise<TestWorkflowEnvironment> {
  const attributes = Object.entries(searchAttributes).map(([name, type]) => ({ name, type }))
  for (let tries = 1; ; tries++) {
    try {
      return await TestWorkflowEnvironment.createLocal({
        server: {
          executable: { type: 'existing-path', path: inject('servers').temporalBinary },
          searchAttributes: attributes as never,
          log: { format: 'json', level: 'error' },
          extraArgs: settings.flatMap((pair) => ['--dynamic-config-value', pair]),
        },
      })
    } catch (error) {
      // It gives a server 5 s to answer, which a busy machine may need longer than.
      if (tries === 6) throw error
    }
  }
}
