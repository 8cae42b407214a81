import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../local/install.mjs'
import { usage } from '../local/options.mjs'

const textOf = (file: string) => readFileSync(join(root, file), 'utf8')
const docs = readdirSync(join(root, 'docs'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)))
const files = ['README.md', 'CHANGELOG.md', ...docs]
const readme = textOf('README.md')

/** What a browser suite makes is not there in a fresh clone. */
const isPicture = (path: string) => /^docs\/images\/[^/]+\.png$/.test(path)
const rooms = 'domain|workflows|activities|workers|api|web|prisma|platform|local|cli|test|docs'
const roomPath = new RegExp(`\`((?:${rooms})/[\\w./-]*)\``, 'g')

/** Paths of the checkout that a document links to or names; patterns with a star are not paths. */
function pathsOf(file: string): string[] {
  const text = textOf(file)
  const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '')
  const near = links.filter((link) => !/^[a-z]+:/.test(link)).map((link) => join(dirname(file), link))
  const named = [...text.matchAll(roomPath)].map((match) => match[1] ?? '')
  return [...near, ...named].filter((path) => !isPicture(path))
}

/** As a heading's link is made of its words. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-')
const anchorsOf = (file: string) =>
  [...textOf(file).matchAll(/^#+ (.+)$/gm)].map((match) => anchorOf(match[1] ?? ''))

const isEndOfWord = (part: string, at: number, all: string[]) => at < all.length - 1 && !/[\w.]$/.test(part)

describe.each(files)('%s', (file) => {
  test('names only paths that are there', () => {
    expect(pathsOf(file).filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  test('links only to headings that are there', () => {
    const links = [...textOf(file).matchAll(/\]\(([^)#\s]*\.md)#([^)]+)\)/g)]
    const lost = links.filter(([, target = '', anchor = '']) => {
      return !anchorsOf(join(dirname(file), target)).includes(anchor)
    })
    expect(lost.map(([link]) => link)).toEqual([])
  })

  test('says nothing of the machine it was written on', () => {
    const text = textOf(file)
    const ofSomebody = /(?<![\w.])(?:\/(?:home|Users|root|work|tmp)\/\S*|[A-Z]:\\\S*)/g
    expect(text.match(ofSomebody) ?? []).toEqual([])
    // Not inside a longer path: a checkout may lie in /app.
    const own = [root, homedir()].filter((folder) => folder.length > 1).map((folder) => `${folder}/`)
    const isSaid = (folder: string) => text.split(folder).some((part, at, all) => isEndOfWord(part, at, all))
    expect(own.filter(isSaid)).toEqual([])
  })
})

test('the README names only npm scripts that there are', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
  const named = [...readme.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1] ?? '')
  expect(named.filter((name) => !(name in scripts))).toEqual([])
  for (const name of Object.keys(scripts)) expect(readme).toMatch(new RegExp(`npm (run )?${name}\\b`))
})

test('the README names every option and variable of npm start', () => {
  const options = [...usage.matchAll(/^ {2}(--[\w-]+)/gm)].map((match) => match[1] ?? '')
  expect(options.length).toBeGreaterThan(3)
  const declared = [...textOf('local/options.mjs').matchAll(/^ {8}'?([\w-]+)'?: \{ type:/gm)]
  expect(declared.map((match) => `--${match[1]}`).sort()).toEqual([...options].sort())
  const variables = usage.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? []
  for (const name of [...options, ...variables]) expect(readme).toContain(name)
})

test('the README asks for the Node and the Go that the code asks for', () => {
  const [, go] = /^go (\S+)$/m.exec(textOf('local/temporal-server/go.mod')) ?? []
  expect(readme).toContain(`Go ${go} or newer`)
  const { engines } = JSON.parse(textOf('package.json')) as { engines: { node: string } }
  expect(readme).toContain(`Node ${engines.node.replace('>=', '')} or newer`)
})

test('the README explains every directive of the practice gateway', () => {
  const [, list = ''] = /const words = \[([^\]]+)\]/.exec(textOf('local/practice-gateway/script.ts')) ?? []
  const words = [...list.matchAll(/'(\w+)'/g)].map((match) => match[1] ?? '')
  expect(words.length).toBeGreaterThan(5)
  for (const word of words) expect(readme).toMatch(new RegExp(`^\\| \`${word}(: .+)?\` \\|`, 'm'))
})

test('each decision has a number of its own, and its three parts', () => {
  const decisions = docs.filter((file) => file.startsWith('docs/decisions/')).sort()
  const numbers = decisions.map((file) => /\/(\d{3})-[^/]+$/.exec(file)?.[1])
  expect(numbers).not.toContain(undefined)
  expect(new Set(numbers).size).toBe(decisions.length)
  for (const file of decisions)
    for (const part of ['Context', 'Decision', 'Consequence']) expect(textOf(file)).toContain(`**${part}.**`)
})

test('the README names each benchmark once, in one row', () => {
  const rows = readme.split('\n').filter((line) => line.startsWith('| `npm run bench'))
  expect(rows).toHaveLength(1)
  const named = [...(rows[0]?.split('|')[1] ?? '').matchAll(/-- (\w+)`/g)].map(([, name]) => name)
  const there = [...textOf('test/bench/main.ts').matchAll(/npm run bench -- (\w+)/g)].map(([, name]) => name)
  expect(named.toSorted()).toEqual(there.toSorted())
})
