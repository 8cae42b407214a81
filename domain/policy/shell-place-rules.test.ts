import { describe, expect, test } from 'vitest'
import { shellPlaces } from './shell-place-rules.ts'

const told = (command: string) => shellPlaces(command).map(({ program, place }) => [program, place])

describe('a network program goes where its words say', () => {
  test.each<[string, string[]]>([
    ['curl a.example', ['a.example']],
    ['curl a.example b.example', ['a.example', 'b.example']],
    ['curl -XPOST -d @f -Hx -sSo f -u me:it a.example', ['a.example']],
    ['curl --header x --output=f a.example', ['a.example']],
    ['curl --url a.example -x b.example', ['a.example', 'b.example']],
    ['curl --unheard-of b.example a.example', ['b.example', 'a.example']],
    ['wget -qO- a.example', ['a.example']],
    ['wget -nc -P f a.example', ['a.example']],
    ['http POST a.example b=c', ['a.example']],
    ['http a.example b=c', ['a.example']],
    ['ssh -i key me@a.example ls b.example', ['me@a.example']],
    ['ssh a.example -J b.example,c.example', ['b.example', 'c.example', 'a.example']],
    ['scp -r f ./g:h a.example:b', ['a.example:b']],
    ['scp a.example:b .', ['a.example:b']],
    ['scp f scp://a.example/b', ['scp://a.example/b']],
    ['scp f [::1]:b', ['[::1]:b']],
    ['sftp -b f a.example', ['a.example']],
    ['rsync -ae ssh --exclude f a a.example:b', ['a.example:b']],
    ['nc -lp 80 a.example', ['a.example']],
    ['nc a.example 80 -x b.example', ['b.example', 'a.example']],
    ['telnet a.example 25', ['a.example']],
    ['curl -- -a.example', ['-a.example']],
  ])('%s', (command, places) => expect(shellPlaces(command).map(({ place }) => place)).toEqual(places))
})

test.each([
  'sudo -u ada curl a.example',
  'A=1 B=2 curl a.example',
  '/usr/bin/curl a.example',
  'timeout -k 5 10 curl a.example',
  'if ! curl a.example; then ls; fi',
  'ls | xargs -n1 curl a.example',
  'f() { curl a.example; }',
  'echo "$(curl a.example)"',
  'echo `curl a.example`',
  'cat <(curl a.example)',
  "bash -c 'ls && curl a.example'",
  "sudo sh -lc 'curl a.example'",
  'eval "curl a.example"',
  'ls\ncurl a.example',
  "ls # it's\ncurl a.example",
  "cat <<'EOF'\nit's\nEOF\ncurl a.example",
  "echo $'\\''; curl a.example; echo '",
])('%j runs one', (command) => expect(told(command)).toEqual([['curl', 'a.example']]))

test.each([
  '',
  'curling a.example',
  'echo curl a.example',
  'sudo apt install curl',
  'sudo -n apt install curl',
  'tail /etc/ssh',
  'python curl a.example',
  'git log # curl',
])('%j runs none', (command) => expect(told(command)).toEqual([]))

test.each([
  ['curl', 'nothing is named'],
  ['curl -o a.example', 'its value is no place'],
  ['curl -K f', 'its words are in a file'],
  ['scp a b', 'no word has a host'],
  ['ssh -p 22', 'nothing is named'],
  ['socat - TCP:a.example:80', 'its words are not read'],
  [`${'eval '.repeat(9)}curl a.example`, 'so many shells within another are not read'],
])('%j goes nobody knows where: %s', (command) =>
  expect(shellPlaces(command).map(({ place }) => place)).toEqual([null]),
)

test.each([
  ['curl -K f a.example', 'its words are in a file, too'],
  ['curl --resolve a.example:443:b.example a.example', 'a name is said to be elsewhere'],
  ['wget -e x=y a.example', 'it is set otherwise'],
  ['ssh -o ProxyCommand=x a.example', 'it goes by what that does'],
  ['ssh -oHostName=b.example a.example', 'the name is another’s'],
  ['ssh -F f a.example', 'its words are in a file, too'],
])('%j may go somewhere else as well: %s', (command) =>
  expect(shellPlaces(command).map(({ place }) => place)).toEqual(['a.example', null]),
)

test('what is set to be a proxy is a place, and a plain setting hides none', () => {
  expect(told('https_proxy=b.example curl a.example')).toEqual([
    ['curl', 'b.example'],
    ['curl', 'a.example'],
  ])
  expect(told('ssh -o BatchMode=yes -oPort=22 a.example')).toEqual([['ssh', 'a.example']])
  expect(told('rsync -e "ssh -p 22 -i key" f a.example:')).toEqual([['rsync', 'a.example:']])
  expect(told('rsync -e "ssh -J b.example" f a.example:')).toEqual([
    ['rsync', 'a.example:'],
    ['rsync', null],
  ])
})
