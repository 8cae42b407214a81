import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { CommitWanted } from '#domain/quality/check-rules.ts'
import { aRepository } from '#test/git-repository.ts'
import { tempFolder } from '#test/temp-folder.ts'
import { seenCommitIn } from './git-look.ts'

vi.setConfig({ testTimeout: 120_000 })
const write = (path: string, text: string) => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

function aWorkspace() {
  const folder = tempFolder()
  const workspace = join(folder, 'workspace')
  const site = join(workspace, 'site')
  const repository = aRepository(site)
  const first = repository.commit('Publish issue 148\n\nWith the tide table.')
  const look = (change: Partial<CommitWanted> = {}) =>
    seenCommitIn(workspace, { repository: 'site', commit: 'main', contains: null, branch: null, ...change })
  return { folder, workspace, site, ...repository, first, look }
}
const seen = (sha: string) => ({ sha, hasText: true, isOnBranch: true })

describe('a commit of a repository', () => {
  test('is found by sha, branch and tag; asked twice it is the same', async () => {
    const { look, first, git, commit } = aWorkspace()
    git('tag', '-a', 'v1', '-m', 'a tag')
    for (const _ of [1, 2]) expect(await look()).toEqual(seen(first))
    for (const name of ['HEAD', 'v1', first, first.slice(0, 10)])
      expect(await look({ commit: name })).toEqual(seen(first))
    const second = commit('More')
    expect(await look()).toEqual(seen(second))
    expect(await look({ commit: 'gone' })).toEqual({ problem: 'The repository site holds no commit gone.' })
    expect(await look({ commit: 'ab'.repeat(20) })).toMatchObject({
      problem: expect.stringContaining('no commit ab'),
    })
  })

  test('has a message, all of which is looked through', async () => {
    const { look } = aWorkspace()
    expect(await look({ contains: 'tide table' })).toMatchObject({ hasText: true })
    expect(await look({ contains: 'Publish issue 148\n\nWith' })).toMatchObject({ hasText: true })
    expect(await look({ contains: 'issue 149' })).toMatchObject({ hasText: false })
    expect(await look({ contains: 'ines@example.com' })).toMatchObject({ hasText: false })
  })

  test('is reached from a branch or not', async () => {
    const { look, first, git, commit } = aWorkspace()
    git('switch', '--quiet', '-c', 'draft')
    const draft = commit('A draft')
    git('update-ref', 'refs/remotes/origin/draft', draft)
    expect(await look({ commit: first, branch: 'draft' })).toMatchObject({ isOnBranch: true })
    expect(await look({ commit: draft, branch: 'origin/draft' })).toMatchObject({ isOnBranch: true })
    expect(await look({ commit: draft, branch: 'main' })).toEqual({ ...seen(draft), isOnBranch: false })
    expect(await look({ branch: 'gone' })).toEqual({ problem: 'The repository site has no branch gone.' })
    git('tag', 'release', draft)
    expect(await look({ commit: draft, branch: 'release' })).toMatchObject({
      problem: expect.stringContaining('no branch'),
    })
  })
})

describe('what is taken for a commit', () => {
  test('is no file, and no branch that is named like another’s sha', async () => {
    const { look, git, site, first } = aWorkspace()
    write(join(site, 'a.md'), 'x')
    const blob = git('hash-object', '-w', 'a.md')
    expect(await look({ commit: blob })).toMatchObject({
      problem: expect.stringContaining('holds no commit'),
    })
    git('branch', 'c0ffee1', first)
    expect(await look({ commit: 'c0ffee1' })).toEqual({
      problem: 'The repository site holds no commit c0ffee1.',
    })
  })

  test('may be of the workspace itself, of a worktree, or of one without files', async () => {
    const { workspace, git, first, folder } = aWorkspace()
    git('worktree', 'add', '--quiet', join(workspace, 'side'), '-b', 'side')
    git('clone', '--quiet', '--bare', '--no-hardlinks', '.', join(workspace, 'bare.git'))
    const wanted = { commit: first, contains: null, branch: null }
    for (const repository of ['side', 'bare.git', 'site/', './site'])
      expect(await seenCommitIn(workspace, { ...wanted, repository })).toEqual(seen(first))
    expect(await seenCommitIn(join(workspace, 'site'), { ...wanted, repository: '.' })).toEqual(seen(first))
    expect(await seenCommitIn(join(folder, 'none'), { ...wanted, repository: '.' })).toMatchObject({
      problem: 'There is no git repository . in the workspace.',
    })
  })
})

describe('nothing outside of the workspace is looked at', () => {
  const outside = 'The repository away lies outside of the workspace.'

  test('by a path, a link, a word of a worktree, a shared folder or borrowed objects', async () => {
    const { folder, workspace, site, first, look } = aWorkspace()
    const other = aRepository(join(folder, 'other'))
    const sha = other.commit('Elsewhere')
    const away = join(workspace, 'away')
    const anew = () => rmSync(away, { recursive: true, force: true })
    const ask = () => look({ repository: 'away', commit: sha })

    expect(await look({ repository: '../other', commit: sha })).toMatchObject({
      problem: 'The repository ../other lies outside of the workspace.',
    })
    symlinkSync(join(folder, 'other'), away)
    expect(await ask()).toEqual({ problem: outside })
    anew()
    mkdirSync(away)
    symlinkSync(join(folder, 'other', '.git'), join(away, '.git'))
    expect(await ask()).toEqual({ problem: outside })
    anew()
    write(join(away, '.git'), `gitdir: ${join(folder, 'other', '.git')}\n`)
    expect(await ask()).toEqual({ problem: outside })
    anew()
    write(join(away, '.git', 'HEAD'), 'ref: refs/heads/main\n')
    write(join(away, '.git', 'commondir'), join(folder, 'other', '.git'))
    expect(await ask()).toEqual({ problem: outside })

    const objects = join(site, '.git', 'objects')
    write(join(objects, 'info', 'alternates'), join(folder, 'other', '.git', 'objects'))
    const borrowed = { problem: 'The repository site takes its objects from elsewhere.' }
    expect(await look({ commit: sha })).toEqual(borrowed)
    rmSync(join(objects, 'info', 'alternates'))
    const unused = ['00', '80', 'c0', 'ff']
      .map((name) => join(objects, name))
      .find((path) => !existsSync(path))
    if (!unused) throw new Error('the repository site has objects in each of these folders')
    symlinkSync(join(folder, 'other', '.git', 'objects', sha.slice(0, 2)), unused)
    expect(await look({ commit: sha })).toEqual(borrowed)
    rmSync(unused)
    expect(await look({ commit: first })).toEqual(seen(first))
  })

  test('not even where a folder above is a repository', async () => {
    const { folder, workspace, look } = aWorkspace()
    aRepository(folder).commit('Above')
    aRepository(workspace).commit('The workspace')
    mkdirSync(join(workspace, 'plain'))
    const none = { problem: 'There is no git repository plain in the workspace.' }
    expect(await look({ repository: 'plain' })).toEqual(none)
    expect(await look({ repository: 'nothing' })).toMatchObject({
      problem: expect.stringContaining('no git repository'),
    })
    expect(await look({ repository: 'a\0b' })).toMatchObject({
      problem: expect.stringContaining('no git repository'),
    })
  })
})

describe('a repository that means ill', () => {
  /** A command that leaves a mark. */
  function aTrap(folder: string) {
    const mark = join(folder, 'ran')
    const trap = join(folder, 'trap.sh')
    writeFileSync(trap, `#!/bin/sh\ntouch ${mark}\nexit 1\n`)
    chmodSync(trap, 0o755)
    return { mark, trap }
  }

  test('has nothing run: not for what it lacks, not by its hooks, monitor, pager or signatures', async () => {
    const { folder, site, git, look, first } = aWorkspace()
    const { mark, trap } = aTrap(folder)
    for (const hook of ['post-checkout', 'reference-transaction', 'post-index-change', 'fsmonitor-watchman'])
      symlinkSync(trap, join(site, '.git', 'hooks', hook))
    const settings = {
      'core.fsmonitor': trap,
      'core.pager': trap,
      'core.sshCommand': trap,
      'core.alternateRefsCommand': trap,
      'log.showSignature': 'true',
      'gpg.program': trap,
      'core.repositoryFormatVersion': '1',
      'extensions.partialClone': 'origin',
      'remote.origin.promisor': 'true',
      'remote.origin.url': `ext::${trap}`,
      'protocol.ext.allow': 'always',
      'protocol.allow': 'always',
    }
    for (const [key, value] of Object.entries(settings)) git('config', key, value)
    expect(await look({ contains: 'tide', branch: 'main' })).toEqual(seen(first))
    expect(await look({ commit: 'ab'.repeat(20) })).toMatchObject({
      problem: expect.stringContaining('no commit'),
    })
    git('config', 'remote.origin.url', join(folder, 'nowhere'))
    git('config', 'remote.origin.uploadpack', trap)
    expect(await look({ commit: 'cd'.repeat(20) })).toMatchObject({
      problem: expect.stringContaining('no commit'),
    })
    expect(existsSync(mark)).toBe(false)
    // Asked as anybody would, the trap springs: what is missing is fetched by a command of the repository.
    git('config', 'remote.origin.url', `ext::${trap}`)
    expect(() => git('cat-file', '-e', 'ab'.repeat(20))).toThrow()
    expect(existsSync(mark)).toBe(true)
  })
})

describe('a repository that pretends, or is broken', () => {
  test('stands nothing in for what is not there', async () => {
    const { site, git, commit, look, first } = aWorkspace()
    const other = commit('Publish issue 149')
    git('replace', first, other)
    expect(await look({ commit: first, contains: 'issue 149' })).toMatchObject({ hasText: false })
    git('switch', '--quiet', '--orphan', 'alone')
    const alone = commit('Alone')
    write(join(site, '.git', 'info', 'grafts'), `${other} ${alone}\n`)
    expect(await look({ commit: alone, branch: 'main' })).toMatchObject({ isOnBranch: false })
  })

  test.each([
    ['HEAD', 'nonsense'],
    ['config', '[core'],
  ])('whose %s is broken says so', async (file, text) => {
    const { site, look } = aWorkspace()
    writeFileSync(join(site, '.git', file), text)
    expect(await look()).toEqual({ problem: 'git can’t read the repository site.' })
  })
})
