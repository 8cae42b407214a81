import { type ExecFileOptionsWithStringEncoding, execFile } from 'node:child_process'
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import type { CommitSeen, CommitWanted } from '#domain/quality/check-rules.ts'
import { isSha } from '#domain/quality/git-rules.ts'

/** Of one question. */
const timeoutMs = 10_000
const mostBytes = 1_024 * 1_024

/** Not looked at, or not to be read: the sentence is for the operator. */
class NoRepository extends Error {}

/** What a repository is made of, all of it inside the workspace by its real path. */
interface Repository {
  name: string
  gitDir: string
}

/**
 * Whether a repository of the workspace holds a commit. The agent wrote all that is in it: git is told where the
 * repository is, and to run nothing that it names. Never throws: what went wrong is what was seen.
 */
export async function seenCommitIn(workspace: string, wanted: CommitWanted): Promise<CommitSeen> {
  try {
    const repository = foundRepository(workspace, wanted.repository)
    return await looked(repository, wanted)
  } catch (error) {
    if (error instanceof NoRepository) return { problem: error.message }
    throw error
  }
}

async function looked(repository: Repository, wanted: CommitWanted): Promise<CommitSeen> {
  const { commit, contains, branch } = wanted
  const isReadable = (await git(repository, ['rev-parse', '--git-dir'])) !== null
  if (!isReadable) throw new NoRepository(`git can’t read the repository ${repository.name}.`)
  const sha = await commitOf(repository, commit)
  if (sha === null || (isSha(commit) && !sha.startsWith(commit)))
    return { problem: `The repository ${repository.name} holds no commit ${commit}.` }
  const raw = contains === null ? null : await git(repository, ['cat-file', 'commit', sha])
  const message = raw?.slice(raw.indexOf('\n\n') + 2) ?? ''
  const isOnBranch = branch === null || (await isReached(repository, sha, branch))
  return { sha, hasText: contains === null || message.includes(contains), isOnBranch }
}

async function commitOf(repository: Repository, name: string): Promise<string | null> {
  const answer = await git(repository, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`])
  const sha = answer?.trim() ?? ''
  return /^[0-9a-f]{40,64}$/.test(sha) ? sha : null
}

async function isReached(repository: Repository, sha: string, branch: string): Promise<boolean> {
  const tip =
    (await commitOf(repository, `refs/heads/${branch}`)) ??
    (await commitOf(repository, `refs/remotes/${branch}`))
  if (tip === null) throw new NoRepository(`The repository ${repository.name} has no branch ${branch}.`)
  return (await git(repository, ['merge-base', '--is-ancestor', sha, tip])) !== null
}

/** Nothing that a repository's own configuration, hooks, filters, remotes or stand-ins could run or pretend. */
const quiet = [
  ...['--no-pager', '--no-optional-locks', '--no-replace-objects'],
  ...['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.commitGraph=false'],
  ...['-c', 'core.alternateRefsCommand=', '-c', 'core.sshCommand=false', '-c', 'protocol.allow=never'],
]
const quietEnv = {
  ...{ GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  // What is missing is missing: a partial clone would ask its remote, and a remote may be a command.
  ...{ GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: '', GIT_TERMINAL_PROMPT: '0' },
  ...{ GIT_GRAFT_FILE: '/dev/null', GIT_NO_REPLACE_OBJECTS: '1', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
}

/** What git answers; null where it says no. An argument list and no shell. */
function git({ name, gitDir }: Repository, args: string[]): Promise<string | null> {
  const options: ExecFileOptionsWithStringEncoding = {
    cwd: gitDir,
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: mostBytes,
    encoding: 'utf8',
    env: { ...quietEnv, PATH: process.env.PATH, HOME: '/dev/null', GIT_DIR: gitDir },
  }
  return new Promise((done, fail) => {
    execFile('git', [...quiet, ...args], options, (error, stdout) => {
      if (!error) done(stdout)
      else if (typeof error.code === 'number') done(null)
      else fail(new NoRepository(whyNot(error, name)))
    })
  })
}

function whyNot({ code, killed }: { code?: unknown; killed?: boolean }, name: string): string {
  if (code === 'ENOENT') return 'git is not installed on the machine of the executor.'
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `git says too much of the repository ${name}.`
  return killed
    ? `git did not answer about the repository ${name} within ${timeoutMs / 1_000} s.`
    : `git can’t be asked about the repository ${name}: ${String(code)}.`
}

/** Found by us and not by git, which would look in the folders above as well. */
function foundRepository(workspace: string, name: string): Repository {
  const none = () => new NoRepository(`There is no git repository ${name} in the workspace.`)
  const inside = (path: string): string => {
    const real = realOrNull(path)
    if (real === null) throw none()
    if (real !== root && !real.startsWith(root + sep))
      throw new NoRepository(`The repository ${name} lies outside of the workspace.`)
    return real
  }
  const root = realOrNull(workspace) ?? ''
  if (root === '' || name.includes('\0')) throw none()
  const gitDir = inside(gitDirOf(inside(resolve(root, name))))
  const common = textOf(join(gitDir, 'commondir'))?.trim()
  const shared = common === undefined ? gitDir : inside(resolve(gitDir, common))
  const objects = inside(join(shared, 'objects'))
  if (textOf(join(gitDir, 'HEAD')) === null) throw none()
  if (borrows(objects)) throw new NoRepository(`The repository ${name} takes its objects from elsewhere.`)
  return { name, gitDir }
}

/** A folder with one in it, with a word where it is as worktrees have, or one without files beside it. */
function gitDirOf(folder: string): string {
  const dotGit = join(folder, '.git')
  const pointer = textOf(dotGit)
  if (pointer !== null) return resolve(folder, pointer.replace(/^gitdir:\s*/, '').trim())
  return realOrNull(dotGit) === null ? folder : dotGit
}

/** Another repository's objects, or links that lead to them. */
const borrows = (objects: string): boolean =>
  statOf(join(objects, 'info', 'alternates')) !== undefined ||
  [objects, join(objects, 'pack'), join(objects, 'info')].some((folder) =>
    entriesOf(folder).some((entry) => entry.isSymbolicLink()),
  )

const longestPointer = 4_096

function realOrNull(path: string): string | null {
  try {
    return realpathSync(path)
  } catch {
    return null
  }
}

const statOf = (path: string) => statSync(path, { throwIfNoEntry: false })

/** Of a short file; null where there is none. */
function textOf(path: string): string | null {
  const stat = statOf(path)
  return stat?.isFile() && stat.size <= longestPointer ? readFileSync(path, 'utf8') : null
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
