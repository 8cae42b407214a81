// `npm run mutation`: changes the rules behind the gate and the ledger, one place at a time, and sees whether a test notices.
import { availableParallelism } from 'node:os'
import { relative } from 'node:path'
import { Stryker } from '@stryker-mutator/core'
import { isBelow, type Score, scoresOf } from './score.ts'

/** Percent of the changes of each part that must turn a unit test red. */
const bar = 85
/** By the beginnings of their paths; a file counts for the first part that names it. */
const parts = {
  budget: ['domain/policy/budget-', 'domain/policy/warning-', 'domain/policy/lease-'],
  effect: ['domain/policy/effect-', 'domain/policy/shell-class-', 'domain/run/effect-item', 'domain/grant/'],
  approval: ['domain/approval/', 'domain/policy/approval-', 'domain/task/proposal-state'],
  policy: ['domain/policy/'],
  ledger: ['domain/ledger/'],
}
const report = '.data/mutation/report.html'

const stryker = new Stryker({
  mutate: [...new Set(Object.values(parts).flat())]
    .map((beginning) => (beginning.endsWith('/') ? `${beginning}**/*.ts` : `${beginning}*.ts`))
    .concat('!**/*.test.ts'),
  ...{ testRunner: 'vitest', plugins: ['@stryker-mutator/vitest-runner'] },
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  ...{ coverageAnalysis: 'perTest', concurrency: availableParallelism() },
  // A table that is made once, as a file is loaded, costs a whole run of the tests for each change in it.
  ignoreStatic: true,
  ...{
    tempDirName: '.data/mutation/sandbox',
    ignorePatterns: ['/web', '/docs', '/.data', '/.git', '/prisma'],
  },
  ...{ reporters: ['progress-append-only', 'html'], htmlReporter: { fileName: report } },
})
const mutants = (await stryker.runMutationTest()).map(({ fileName, status }) => ({
  ...{ fileName: relative(process.cwd(), fileName), status },
}))
const scores = scoresOf(parts, mutants)
for (const score of scores) console.log(lineOf(score))
const untried = mutants.filter(({ status }) => status === 'Ignored').length
console.log(`${untried} changes of what is made once, as a file is loaded, are not tried.`)
console.log(`Each change, and what noticed it: ${report}`)
process.exit(scores.some((score) => isBelow(score, bar)) ? 1 : 0)

function lineOf(score: Score): string {
  const percent = score.percent === null ? 'nothing tried' : `${score.percent.toFixed(1)} %`
  const verdict = isBelow(score, bar) ? 'short' : 'ok'
  return `${score.part.padEnd(10)} ${percent.padStart(8)}  (${bar} % or more)  ${score.caught} of ${score.tried} changes caught  ${verdict}`
}
