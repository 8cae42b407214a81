import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, run } from './install.mjs'
import { cacheFolder, type Say } from './temporal-build.ts'

const patienceMs = 180_000

/**
 * The Temporal CLI as the SDK downloads it, or null where the network refuses (which takes milliseconds). The SDK
 * is loaded in a process of its own, which ends: it would stay in the supervisor's memory.
 */
export async function downloadCli(
  say: Say,
  env: Record<string, string | undefined>,
  signal?: AbortSignal,
): Promise<string | null> {
  const folder = join(cacheFolder(env), 'temporal-cli')
  mkdirSync(folder, { recursive: true })
  const known = programIn(folder)
  if (known) return known
  if (!existsSync(join(root, 'node_modules/@temporalio/testing'))) return null
  const testing = pathToFileURL(join(root, 'node_modules/@temporalio/testing/lib/index.js')).href
  const script = `const { default: t } = await import(${JSON.stringify(testing)})
    setTimeout(() => process.exit(3), ${patienceMs}).unref()
    const executable = { type: 'cached-download', downloadDir: ${JSON.stringify(folder)}, ttl: '3650d' }
    const environment = await t.TestWorkflowEnvironment.createLocal({ server: { executable } })
    await environment.teardown()`
  try {
    await run(process.execPath, ['--input-type=module', '-e', script], process.env, signal)
  } catch {
    signal?.throwIfAborted()
    return null
  }
  const program = programIn(folder)
  if (program) say(`downloaded the Temporal CLI to ${program}`)
  return program
}

const programIn = (folder: string) => {
  const name = readdirSync(folder).find((file) => /^temporal-/.test(file) && !file.endsWith('.downloading'))
  return name ? join(folder, name) : null
}
