import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What comes on a busy machine may come late: `expect.poll` would give up after a second. */
const patient = (timeout: number) => ({ expect: { poll: { timeout } } })
const servers = { pool: 'forks', testTimeout: 90_000, hookTimeout: 120_000, ...patient(45_000) } as const
/** Each file starts all of the product. Two at once: one waits for its pages or its gateway while the other works. */
const products = { ...servers, globalSetup: 'test/empty-stores.ts', maxWorkers: 2 }
/** Write the histories that replay.test.ts replays; run by hand. */
const recorders = 'workflows/histories/record*.workflow.test.ts'
const elsewhere = ['**/node_modules/**', '.data/**']
/** On all cores. A busy machine is slow, not wrong. */
const alone = { maxWorkers: '100%', testTimeout: 60_000, hookTimeout: 60_000, ...patient(30_000) } as const

/** The tables of the gateway take minutes each: begun last, they would be waited for alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const isLong = ({ moduleId }: TestSpecification) => moduleId.includes('/test/openclaw/')
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...elsewhere, 'domain/**', '**/*.db.test.ts', '**/*.workflow.test.ts'],
          ...alone,
        },
      },
      {
        test: {
          name: 'domain',
          include: ['domain/**/*.test.ts'],
          ...alone,
          // Its functions keep nothing: a file finds all as it would be anew.
          isolate: false,
        },
      },
      {
        test: {
          name: 'servers',
          include: ['**/*.db.test.ts', '**/*.workflow.test.ts'],
          exclude: [...elsewhere, recorders],
          globalSetup: 'test/global-setup.ts',
          ...servers,
          // On two cores too: most of their time they wait for Temporal.
          maxWorkers: 4,
        },
      },
      { test: { name: 'histories', include: [recorders], globalSetup: 'test/global-setup.ts', ...servers } },
      {
        test: {
          name: 'browser',
          include: ['test/e2e/**/*.e2e.ts'],
          ...products,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          ...patient(30_000),
        },
      },
      {
        test: {
          name: 'openclaw',
          include: ['test/openclaw/**/*.openclaw.ts'],
          ...products,
          testTimeout: 300_000,
          hookTimeout: 600_000,
          ...patient(30_000),
        },
      },
    ],
  },
})
