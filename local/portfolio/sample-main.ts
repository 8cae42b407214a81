import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { interruptedSignal } from '../interrupted.ts'
import { makeSampleFolder } from './sample/make-folder.ts'
import { emails } from './sample/people.ts'

const usage = `npm run sample -- --data <new folder>

Makes a data folder with three businesses that have a month behind them, to look around in. Then: npm start -- --data <folder>
`
const started = performance.now()
const say = (line: string) =>
  console.log(`[${((performance.now() - started) / 1_000).toFixed(1).padStart(6)} s] ${line}`)

const signal = interruptedSignal()

const { values } = parseArgs({ options: { data: { type: 'string' } } })
try {
  if (!values.data) throw new Error('Name a folder that is not there yet.')
  const password = randomBytes(12).toString('base64url')
  const dataDir = resolve(values.data)
  const { entries } = await makeSampleFolder({ dataDir, password, say, signal })
  say(`${entries.toLocaleString('en-US')} entries of a month, all in their place`)
  console.log(`
Start it:  npm start -- --data ${values.data}
Sign in:   ${emails.Mara} (owner) or ${emails.Theo} (operator)
Password:  ${password}   (of both; it is written nowhere)`)
  process.exit()
} catch (error) {
  if (signal.aborted) console.error(`stopped. ${values.data} is not whole: remove it.`)
  else console.error(`${(error as Error).message}\n\n${usage}`)
  process.exit(signal.aborted ? 130 : 2)
}
