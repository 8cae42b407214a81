import { setOf } from './name-words.ts'
import type { EffectClass } from './policy.ts'
import { assigns, between, programsIn, wrappers } from './shell-program-rules.ts'

/** What a shell command shows of itself. `isKnown`: every part of it is one that this list knows. */
export interface CommandClass {
  classes: EffectClass[]
  isKnown: boolean
}

/** They read, or say something, whatever their arguments. What can run another program or write a file is not here. */
const readers = setOf(
  'ls cat head tail wc echo printf pwd whoami id uname grep egrep fgrep cut diff cmp stat file which true false df du ps uptime basename dirname realpath md5sum sha256sum shasum cd',
)
const readingGit = setOf('status log diff show blame shortlog describe rev-parse ls-files')

const programs: [EffectClass, Set<string>][] = [
  ['delete', setOf('rm rmdir unlink shred dd mkfs truncate trash dropdb')],
  [
    'deploy',
    setOf(
      'kubectl helm terraform tofu pulumi ansible ansible-playbook vercel netlify fly flyctl heroku wrangler serverless cdk aws gcloud az systemctl launchctl cap',
    ),
  ],
  ['publish', setOf('scp sftp rsync ftp twine')],
  ['send', setOf('mail mailx sendmail mutt msmtp swaks')],
  ['pay', setOf('stripe')],
]

/** Of programs that do many things, what these words after their name do. */
const subcommands = new Map<string, [EffectClass, Set<string>][]>(
  Object.entries({
    git: [
      ['deploy', setOf('push')],
      ['delete', setOf('clean reset rm')],
    ],
    npm: [
      ['publish', setOf('publish')],
      ['delete', setOf('unpublish')],
    ],
    pnpm: [['publish', setOf('publish')]],
    yarn: [['publish', setOf('publish')]],
    cargo: [['publish', setOf('publish')]],
    gem: [['publish', setOf('push')]],
    gh: [
      ['publish', setOf('release pr issue gist')],
      ['deploy', setOf('workflow')],
    ],
    docker: [
      ['publish', setOf('push')],
      ['delete', setOf('rm rmi prune')],
      ['deploy', setOf('stack service compose')],
    ],
  }),
)

/** Words by which a program that is known runs, writes or sets what it does not say. */
const oddWords = new Map([
  ['git', /^--(output|ext(-|$)|textc|rece|e(x|xec?)?(=|$))/],
  ['printf', /^-v/],
  ['scp', /^-\w*[DFSo]/],
  ['rsync', /^-(\w*e|-rsh|-rsync-path)/],
  ['helm', /^--post-r/],
  // Mail to a path is written to that file.
  ['mail', /^[+/.~]/],
  ['mailx', /^[+/.~]/],
])
/** What they do, also here, is told by their input. */
const toldByInput = setOf('ftp sftp')

/** Of programs with options without end, the words with a dash that are known to do no more than they say. */
const plainOptions = new Map([
  ['mail', /^-([nN]|[scbr].*)$/],
  ['mailx', /^-([nN]|[scbr].*)$/],
  ['mutt', /^-(n|-|[scba].*)$/],
  ['sendmail', /^-(i|oi|t|ti|it|f.*)$/],
  ['msmtp', /^-(i|oi|t|ti|it|f.*|a.*|-(account|from|read-recipients|read-envelope-from)(=.*)?)$/],
  [
    'swaks',
    /^--?(t|to|cc|bcc|f|from|s|server|p|port|body|header|add-header|h-[A-Za-z-]+|attach|attach-name|attach-type|a|au|ap|auth|auth-user|auth-password|tls|tlsc|ehlo|helo|timeout)(=.*)?$/,
  ],
])

/** What has a class, by its name or by that of its subcommand. */
const named = new Set([...programs.flatMap(([, names]) => [...names]), ...subcommands.keys()])

/**
 * What it shows by its words, as a shell reads them, and by its signs: either counts. Known is only what its signs know: from
 * them nothing hides in a quote.
 */
export function classOfCommand(command: string): CommandClass {
  const { classes, isKnown } = classBySigns(command)
  const isNamed = (name: string, word: string) => named.has(name) && !assigns.test(word)
  const said = programsIn(command, isNamed).flatMap(({ name, rest }) => [
    ...classesIn(programs, [name]),
    ...classesIn(subcommands.get(name) ?? [], rest),
  ])
  return { classes: [...new Set([...classes, ...said])], isKnown }
}

/** Of each part the program, and what may be its subcommand. Nothing that a shell would put in is worked out. */
export function classBySigns(command: string): CommandClass {
  const parts = command
    .split(between)
    .map((part) => part.trim())
    .filter(Boolean)
  const found = parts.map(classOfPart)
  const writes = /[<>]/.test(command)
  return {
    classes: [...new Set(found.flatMap(({ classes }) => classes))],
    isKnown: !writes && found.every(({ isKnown }) => isKnown),
  }
}

/**
 * Known is only the plain form: its program by a name without a place, no variable set for it, and its subcommand, if
 * it has one, right behind it. `PATH=./x ls`, `./mail` and `git -c alias…` run anything.
 */
function classOfPart(part: string): CommandClass {
  const said = part.split(/\s+/)
  const start = said.findIndex((word) => !wrappers.has(word) && !assigns.test(word))
  const before = said.slice(0, start < 0 ? said.length : start)
  const [name = '', ...rest] = said.slice(before.length)
  const program = name.slice(name.lastIndexOf('/') + 1)
  const byName = classesIn(programs, [program])
  const own = subcommands.get(program) ?? []
  const isListed =
    readers.has(program) ||
    byName.length > 0 ||
    classesIn(own, rest.slice(0, 1)).length > 0 ||
    (program === 'git' && readingGit.has(rest[0] ?? ''))
  const isPlain = name === program && !before.some((word) => assigns.test(word))
  const isOdd = toldByInput.has(program) || rest.some((word) => isOddWord(program, word))
  return { classes: [...byName, ...classesIn(own, rest)], isKnown: isListed && isPlain && !isOdd }
}

function isOddWord(program: string, said: string): boolean {
  const [odd, plain] = [oddWords.get(program), plainOptions.get(program)]
  const word = said.replaceAll(/["'\\]/g, '')
  // Such a text may be written in other signs than it has.
  const isDisguised = (odd ?? plain) !== undefined && said.includes("$'")
  return isDisguised || odd?.test(word) === true || (/^[-@]/.test(word) && plain?.test(word) === false)
}

const classesIn = (table: [EffectClass, Set<string>][], said: string[]): EffectClass[] =>
  table.flatMap(([effect, names]) => (said.some((word) => names.has(word)) ? [effect] : []))
