// `npm test`, `npm run check`, `npm run test:gate` and `npm run test:openclaw`. Node built-ins only until everything is installed.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { install, nodeProblem, root } from '../local/install.mjs'

const [mode = 'all', ...rest] = process.argv.slice(2)
const modes = ['all', 'check', 'gate', 'openclaw', 'unit', 'servers', 'browser', 'histories']
const started = performance.now()
const say = (line) =>
  console.log(`[${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s] ${line}`)
const totals = { passed: 0, failed: 0, skipped: 0 }
const problems = []

if (!modes.includes(mode)) {
  console.error(`There is no suite '${mode}'. There are: ${modes.join(', ')}`)
  process.exit(2)
}
const oldNode = nodeProblem()
if (oldNode) {
  console.error(oldNode)
  process.exit(2)
}

const bin = (name) => join(root, 'node_modules/.bin', name)
const withOpenClaw =
  mode === 'openclaw' || (['all', 'gate'].includes(mode) && process.env.OPENCLAW_E2E === '1')
/** The table of attempts on the gate: part of two suites, and of `npm test` by them. */
const gateTable = 'test/openclaw/gate-'

try {
  await prepare()
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
if (mode === 'all' || mode === 'check') await check()
for (const suites of togetherOf(suitesOf(mode))) await vitest(suites, mode === 'gate' ? [gateTable] : [])
if (mode === 'all') await demo()
if (mode === 'all') await chaos()
if (['all', 'gate'].includes(mode) && !withOpenClaw) {
  const command = mode === 'all' ? 'npm test' : 'npm run test:gate'
  say(
    `the real gateway was not tested: OPENCLAW_E2E=1 ${command} does (it installs Node 24 and OpenClaw in the cache)`,
  )
}
for (const problem of problems) console.log(`failed: ${problem}`)
console.log(
  `${totals.passed} passed, ${totals.failed} failed${totals.skipped ? `, ${totals.skipped} skipped` : ''}`,
)
process.exit(totals.failed > 0 || problems.length > 0 ? 1 : 0)

function suitesOf(name) {
  if (name === 'gate') return ['servers', ...(withOpenClaw ? ['openclaw'] : [])]
  if (name === 'all') return ['unit', 'servers', 'browser', ...(withOpenClaw ? ['openclaw'] : [])]
  return [name === 'check' ? 'unit' : name]
}

/** Projects of vitest that are one run of it. The browser's files go on beside the gateway's, which wait for it. */
function togetherOf(suites) {
  const runs = [['unit', 'domain'], ['servers'], ['browser', 'openclaw'], ['histories']]
  const isAsked = (project) => suites.includes(project === 'domain' ? 'unit' : project)
  return runs.map((projects) => projects.filter(isAsked)).filter((projects) => projects.length > 0)
}

/** What the suites need and a fresh clone lacks. */
async function prepare() {
  await install(say, { withDev: true })
  const { register } = await import('tsx/esm/api')
  register()
  const { runSteps } = await import('../local/steps.ts')
  await runSteps(['client'], say)
  const needs = new Set(suitesOf(mode))
  if (!needs.has('unit') || needs.size > 1) {
    const { buildServer, goProblem, hasBuiltServer, neededGoVersion } = await import(
      '../local/temporal-build.ts'
    )
    const problem = hasBuiltServer() ? null : goProblem()
    if (problem) {
      throw new Error(
        `The tests need our own Temporal server, which Go builds once: ${problem}. Install Go ${neededGoVersion()} or newer.`,
      )
    }
    await buildServer(say)
  }
  if (mode === 'all') {
    const { findCompose } = await import('./compose.ts')
    const lack = await findCompose(say)
    if (lack) problems.push(lack)
  }
  if (needs.has('browser')) {
    const { findBrowser } = await import('./browser.ts')
    say(`browser: ${await findBrowser(say)}`)
    await runSteps(['bundle', 'web'], say)
  }
}

/** The fast gate: format, lint, types, imports, dead code. Each counts as one test. */
async function check() {
  // The types take as long as all others, and one core.
  const types = one('types', bin('tsc'), ['-p', '.'])
  await one('format and lint', bin('biome'), ['check', '--error-on-warnings'])
  await one('import rules', process.execPath, ['test/import-check.mjs'])
  await one('dead code', bin('knip'), ['--no-progress'])
  await one('sizes', process.execPath, ['--import', 'tsx', 'test/size-table.ts'])
  await types
}

/** A week of the whole product, every answer held against its ledger. How fast it is, `npm run demo` judges. */
async function demo() {
  say('the demo of a week')
  const words = ['--import', 'tsx', 'test/demo.ts', '--week', '--no-bar']
  await one('the demo of a week', process.execPath, words)
}

/** A small one; `npm run chaos` and `npm run nightly` are longer, and judge how soon all goes on. */
async function chaos() {
  say('everything is killed')
  const size = ['--tasks', '30', '--kills', '15', '--seed', '7', '--no-bar']
  await one('chaos', process.execPath, ['--import', 'tsx', 'test/chaos/main.ts', ...size])
}

async function one(name, command, args) {
  const code = await show(command, args)
  if (code === 0) totals.passed++
  else {
    totals.failed++
    problems.push(name)
  }
  say(`${name}: ${code === 0 ? 'ok' : 'failed'}`)
}

async function vitest(suites, files) {
  const words = `suite ${suites.join(' and ')}`
  say(words)
  const folder = mkdtempSync(join(tmpdir(), 'front-office-result-'))
  const report = join(folder, 'report.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const projects = suites.flatMap((suite) => ['--project', suite])
  const args = ['run', ...projects, '--passWithNoTests', ...reporters, ...files, ...rest]
  const code = await show(bin('vitest'), args)
  const result = readReport(report)
  rmSync(folder, { recursive: true, force: true })
  totals.passed += result.numPassedTests
  totals.failed += result.numFailedTests
  totals.skipped += result.numPendingTests + result.numTodoTests
  // A file that can't be loaded, or a hook that failed, fails no test of its own.
  if (code !== 0 && result.numFailedTests === 0) totals.failed++
  if (code !== 0) problems.push(words, ...failedIn(result))
}

/** By name, at the very end: of a long run often only its last lines are kept. */
function failedIn(result) {
  return (result.testResults ?? [])
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const tests = assertionResults.filter(({ status }) => status === 'failed')
      const lines = tests.map((test) => `${test.fullName}: ${briefly(test.failureMessages[0])}`)
      return (lines.length > 0 ? lines : [briefly(message)]).map((line) => `${relative(root, name)}: ${line}`)
    })
}

function briefly(text = '') {
  return text.trim().replace(/\s+/g, ' ').slice(0, 200)
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 }
  }
}

function show(command, args) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`${command}: ${error.message}`)
      resolve(1)
    })
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
