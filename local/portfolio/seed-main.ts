import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { openDatabase } from '#prisma/client.ts'
import { interruptedSignal } from '../interrupted.ts'
import { startProduct } from '../product.ts'
import { folderProblem } from './new-folder.ts'
import { seedPortfolio } from './seed.ts'

const usage = `npm run seed -- --data <new folder> [--projects 50] [--tasks 20000]

Makes a data folder with many projects and a month of tasks each, for benchmarks. Then: npm start -- --data <folder>
`
const started = performance.now()
const say = (line: string) =>
  console.log(`[${((performance.now() - started) / 1_000).toFixed(1).padStart(6)} s] ${line}`)

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    projects: { type: 'string', default: '50' },
    tasks: { type: 'string', default: '20000' },
  },
})
const size = { projects: Number(values.projects), tasks: Number(values.tasks) }
const problem = problemOf(values.data)
if (problem) {
  console.error(`${problem}\n\n${usage}`)
  process.exit(2)
}
const signal = interruptedSignal()
try {
  await makeFolder(resolve(values.data as string))
  say(`made: npm start -- --data ${values.data}`)
  process.exit()
} catch (error) {
  const why = signal.aborted ? 'stopped' : `failed: ${(error as Error).message}`
  console.error(`${why}. ${values.data} is not whole: remove it.`)
  process.exit(signal.aborted ? 130 : 1)
}

async function makeFolder(dataDir: string): Promise<void> {
  const product = await startProduct({ dataDir, port: 0, isEmpty: true, say, signal })
  const database = openDatabase(product.appUrl, 8)
  try {
    await seedPortfolio({ database, say }, size)
  } finally {
    await database.close()
    await product.stop()
  }
}

function problemOf(folder: string | undefined): string | null {
  if (!folder) return 'Name a folder that is not there yet.'
  const problem = folderProblem(folder)
  if (problem) return problem
  const isCount = (count: number) => Number.isInteger(count) && count > 0
  return isCount(size.projects) && isCount(size.tasks) ? null : 'Projects and tasks are counted from 1.'
}
