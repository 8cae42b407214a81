#!/usr/bin/env node
// `npm start`: installs what is missing with Node alone, then hands over to TypeScript.
import { install, nodeProblem } from './install.mjs'
import { parseOptions, usage } from './options.mjs'

const started = performance.now()
const say = (line) =>
  console.log(`[${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s] ${line}`)

const options = parseOptions(process.argv.slice(2))
const problem = options.problem ?? nodeProblem()
if (problem) {
  console.error(`${problem}\n\n${usage}`)
  process.exit(2)
}
if (options.isHelp) {
  console.log(usage)
  process.exit(0)
}
try {
  await install(say, { withDev: false })
  const { register } = await import('tsx/esm/api')
  register()
  const { runInForeground } = await import('./foreground.ts')
  await runInForeground(options, say)
} catch (error) {
  console.error(`\n${error.message}`)
  process.exit(1)
}
