import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectClient, ensureNamespace } from '#platform/temporal.ts'
import { searchAttributes } from '#workflows/task/contract.ts'
import { openDataFolder } from '../local/data-folder.ts'
import { choosePorts } from '../local/port-choice.ts'
import { ProcessRecords } from '../local/processes.ts'
import { startStores } from '../local/stores.ts'
import { Supervisor } from '../local/supervisor.ts'

/** Names their folder to the processes of the tests. */
export const emptyStores = 'FRONT_OFFICE_EMPTY_STORES'

/** Before the suites: Postgres and Temporal as a first start makes them, for the product of each test file to copy. */
export default async function setup() {
  if (process.env[emptyStores]) return
  const path = mkdtempSync(join(tmpdir(), 'front-office-stores-'))
  // Postgres runs as another user where this is root.
  chmodSync(path, 0o711)
  const forget = () => {
    delete process.env[emptyStores]
    rmSync(path, { recursive: true, force: true })
  }
  try {
    await makeStores(path)
  } catch (error) {
    forget()
    throw error
  }
  process.env[emptyStores] = path
  return forget
}

async function makeStores(path: string) {
  const say = () => {}
  const folder = openDataFolder(path)
  const choice = await choosePorts(folder, 0, say)
  const supervisor = new Supervisor(say, new ProcessRecords(folder.at('run')))
  const stop = () => supervisor.stop([['temporal'], ['postgres']])
  try {
    const stores = await startStores({ folder, choice, supervisor, say, stop })
    const { address, namespace } = stores.temporal
    const connection = await connectClient({ connectionOptions: { address }, namespace })
    await ensureNamespace(connection, namespace, searchAttributes)
    await connection.close()
  } finally {
    await stop()
  }
}
