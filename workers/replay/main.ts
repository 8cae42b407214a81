import { fileURLToPath } from 'node:url'
import { Client } from '@temporalio/client'
import { bundleWorkflowCode, DefaultLogger, Runtime } from '@temporalio/worker'
import { Command } from 'commander'
import { productTemporal } from '#platform/mac-mini-file.ts'
import { connectOnce } from '#platform/temporal.ts'
import { replayOpen, wordsOf } from './replay.ts'

const say = (line: string) => console.log(line)
const program = new Command('replay')
  .description('Before a deploy: would the open workflows of a server go on under the code that is here?')
  .requiredOption('--open', 'every open workflow; nothing else is there')
  .option(
    '--data <dir>',
    'the data folder of a Front Office on this machine (default: what TEMPORAL_ADDRESS or a profile names, else .data)',
  )
  .action(async ({ data }: { data?: string }) => {
    const logger = new DefaultLogger('ERROR', () => {})
    Runtime.install({ logger, telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } })
    const target = productTemporal(data)
    const { address } = target.connectionOptions
    const connection = await connectOnce(target).catch((error: Error) => {
      throw new Error(`Temporal at ${address} does not answer: ${error.message}`)
    })
    const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url))
    const { code } = await bundleWorkflowCode({ workflowsPath, logger })
    const client = new Client({ connection, namespace: target.namespace })
    const { types, open, failed } = await replayOpen({ client, code, say })
    for (const type of types) say(wordsOf(type))
    say(`${open} open workflows at ${address}, ${failed} would not go on under this code`)
    process.exitCode = failed > 0 ? 1 : 0
  })

await program.parseAsync().catch((error: Error) => {
  console.error(error.message)
  process.exitCode = 2
})
process.exit()
