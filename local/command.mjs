// `node local/command.mjs <script> …`: a command of package.json, after what a fresh clone lacks was made.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { install, nodeProblem, root } from './install.mjs'

const say = (line) => console.error(line)
const [script = ''] = process.argv.splice(2, 1)
try {
  const problem = nodeProblem()
  if (problem) throw new Error(problem)
  await install(say, { withDev: script.startsWith('test/') })
  const { register } = await import('tsx/esm/api')
  register()
  const { runSteps } = await import('./steps.ts')
  await runSteps(['client'], say)
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
await import(pathToFileURL(join(root, script)).href)
