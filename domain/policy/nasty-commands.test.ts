import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EffectClass } from './policy.ts'
import { classBySigns, classOfCommand } from './shell-class-rules.ts'

type Row = [command: string, signs: EffectClass[], classes: EffectClass[], isKnown: boolean]

/** What its signs show, what is shown in all, and whether nothing else can be in it. */
const rows: Record<string, Row[]> = {
  quotes: [
    ['rm a', ['delete'], ['delete'], true],
    ['"rm" a', [], ['delete'], false],
    ["'r'm a", [], ['delete'], false],
    ['r\\m a', [], ['delete'], false],
    ['\\rm a', [], ['delete'], false],
    ['git "push"', [], ['deploy'], false],
    ["git -c 'a=b c' push", ['deploy'], ['deploy'], false],
    ["'/bin/rm' a", [], ['delete'], false],
    ['echo "a; rm b"', ['delete'], ['delete'], true],
    ["echo 'rm a'", [], [], true],
    ['git log --grep "a > b"', [], [], false],
    ["echo $'\\'' ; rm a #'", ['delete'], ['delete'], true],
    ['"rm" a "', [], ['delete'], false],
    ['rm"', [], [], false],
    ["git push'", [], [], false],
    ['rm\\', [], [], false],
  ],
  'one within another': [
    ['echo $(rm a)', ['delete'], ['delete'], true],
    ['echo "$("rm" a)"', [], ['delete'], false],
    ['echo `rm a`', ['delete'], ['delete'], true],
    ['echo "`\'rm\' a`"', [], ['delete'], false],
    ['cat <(rm a)', ['delete'], ['delete'], false],
    ['(rm a)', ['delete'], ['delete'], true],
    ['{ rm a; }', ['delete'], ['delete'], true],
    ['x() { rm a; }; x', ['delete'], ['delete'], false],
  ],
  'one after another': [
    ['ls && rm a', ['delete'], ['delete'], true],
    ['ls || rm a', ['delete'], ['delete'], true],
    ['ls;rm a', ['delete'], ['delete'], true],
    ['ls | rm a', ['delete'], ['delete'], true],
    ['ls & rm a', ['delete'], ['delete'], true],
    ['ls\nrm a', ['delete'], ['delete'], true],
    ['rm\\\n a', [], ['delete'], false],
    ['r\\\nm a', [], ['delete'], false],
    ["ls # it's\nrm a", ['delete'], ['delete'], true],
    ["ls # it's\n'rm' a", [], ['delete'], false],
    ['if true; then rm a; fi', ['delete'], ['delete'], false],
    ['ls && "git" push; ! "rm" a', [], ['deploy', 'delete'], false],
  ],
  'what stands before': [
    ['A=1 rm a', ['delete'], ['delete'], false],
    ['! rm a', ['delete'], ['delete'], true],
    ['doas rm a', ['delete'], ['delete'], true],
    ['sudo -u ada rm a', [], ['delete'], false],
    ['sudo -n rm a', [], ['delete'], false],
    ['sudo -u rm ls', [], ['delete'], false],
    ['env -i A=1 rm a', [], ['delete'], false],
    ['nohup rm a &', ['delete'], ['delete'], true],
    ['timeout -k 5 10 rm a', [], ['delete'], false],
    ['command -p rm a', [], ['delete'], false],
    ['exec -a x rm a', [], ['delete'], false],
    ['time -p git push', [], ['deploy'], false],
    ['ls | xargs -I x rm x', [], ['delete'], false],
    ['find . | xargs rm', ['delete'], ['delete'], false],
    ['python rm a', [], [], false],
  ],
  'a shell that is given it': [
    ["bash -c 'rm a'", [], ['delete'], false],
    ['sudo sh -lc "git push"', [], ['deploy'], false],
    ['eval "rm a"', [], ['delete'], false],
    ["su -c 'rm a' ada", [], ['delete'], false],
    ['bash -c "bash -c \'rm a\'"', [], ['delete'], false],
    ['rm a | sh', ['delete'], ['delete'], false],
  ],
  'files and texts': [
    ['rm a > b', ['delete'], ['delete'], false],
    ['>b rm a', [], ['delete'], false],
    ['2>/dev/null rm a', [], ['delete'], false],
    ["rm <<< 'x'", ['delete'], ['delete'], false],
    ['cat <<EOF\nrm a\nEOF', ['delete'], ['delete'], false],
    ["cat <<'EOF'\nit's\nEOF\nrm a", ['delete'], ['delete'], false],
    ['bash <<EOF\n"rm" a\nEOF', [], ['delete'], false],
  ],
  'what a shell would put in': [
    ['rm$IFS"a"', [], [], false],
    ['$RM a', [], [], false],
    ['A=/bin/rm; $A a', [], [], false],
    ['A=rm "rm" a', [], ['delete'], false],
    ['git $A', [], [], false],
  ],
}

describe.each(Object.entries(rows))('%s', (_, of) => {
  test.each(of)('%j', (command, signs, classes, isKnown) => {
    expect(classBySigns(command)).toEqual({ classes: signs, isKnown })
    expect(classOfCommand(command)).toEqual({ classes, isKnown })
  })
})

const pieces = [
  ...['ls', 'rm', 'git', 'push', 'mail', 'bash', 'eval', 'sudo', 'env', 'xargs', 'nohup', 'A=1', '-c', '-n'],
  ...[' ', ' ', ' ', '\n', ';', '|', '&', '&&', '(', ')', '{', '}', '$(', '`', '"', "'", '\\', '#', '!'],
  ...['<', '>', '<<', 'EOF', '$', "$'", '2>', '/bin/', './', '$x', 'ä', '\u0000'],
]
const anyText = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((some) => some.join(''))

test('whatever the words of a command are, they only add to what its signs show', () => {
  fc.assert(
    fc.property(anyText, (command) => {
      const [signs, shown] = [classBySigns(command), classOfCommand(command)]
      expect(shown.classes).toEqual(expect.arrayContaining(signs.classes))
      expect(shown.isKnown).toBe(signs.isKnown)
    }),
    { numRuns: 1_000 },
  )
})

const wraps: ((command: string) => string)[] = [
  ...[(c: string) => `ls; ${c}`, (c: string) => `ls && ${c}`, (c: string) => `${c} || ls`],
  ...[(c: string) => `ls | ${c}`, (c: string) => `ls\n${c}`, (c: string) => `${c} & ls`],
  ...[(c: string) => `echo $(${c})`, (c: string) => `echo "$(${c})"`, (c: string) => `echo \`${c}\``],
  ...[(c: string) => `(${c})`, (c: string) => `{ ${c}; }`, (c: string) => `if ${c}; then ls; fi`],
  ...[(c: string) => `sudo ${c}`, (c: string) => `sudo -u ada ${c}`, (c: string) => `env A=1 ${c}`],
  ...[(c: string) => `nohup ${c} &`, (c: string) => `ls | xargs ${c}`, (c: string) => `A=1 ${c}`],
  ...[(c: string) => `bash -c '${c}'`, (c: string) => `eval "${c}"`, (c: string) => `\\${c}`],
  ...[(c: string) => `${c} > a`, (c: string) => `>a ${c}`, (c: string) => `${c} <<EOF\nit's\nEOF`],
  ...[(c: string) => `ls # it's\n${c}`, (c: string) => `${c} # it's`, (c: string) => `echo $'\\''; ${c} #'`],
]
const effects = ['rm a', '"rm" a', 'git push', 'mail -s hi ada', 'npm publish', 'stripe refunds create']

test('however an effect is wrapped, it never looks like a command that only reads', () => {
  const anyWrapped = fc
    .tuple(fc.constantFrom(...effects), fc.array(fc.constantFrom(...wraps), { maxLength: 4 }))
    .map(([effect, around]) => around.reduce((command, wrap) => wrap(command), effect))
  fc.assert(
    fc.property(anyWrapped, (command) => {
      const { classes, isKnown } = classOfCommand(command)
      expect(classes.length > 0 || !isKnown).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})
