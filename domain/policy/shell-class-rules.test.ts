import { expect, test } from 'vitest'
import { classOfCommand } from './shell-class-rules.ts'

test.each([
  'ls -la',
  '  ls ;  ',
  'cat a.md | grep -i x | wc -l',
  'cd site && git status',
  'git log --oneline',
  'sudo cat a.md',
  'time  ls',
  'git diff --exclude-standard',
  'git log --oneline --reverse',
])('%j only reads', (command) => {
  expect(classOfCommand(command)).toEqual({ classes: [], isKnown: true })
})

test.each([
  ['python log', 'a program that is not known, whatever its words'],
  ['git', 'no subcommand says what it does'],
  ['git commit -m x', 'a subcommand that is not known'],
  ['git -c alias.log=!sh log', 'git runs anything by its options'],
  ['./ls', 'a file of that name, not the program'],
  ['/tmp/cat a.md', 'a file of that name, not the program'],
  ['find . -exec sh', 'find runs what it is told to'],
  ['sudo', 'nothing is said but that something runs'],
  ['A=/bin/rm', 'only a variable is set, for what comes'],
  ['PATH=/tmp/ls', 'only a variable is set, for what comes'],
  ['LANG=C ls', 'a variable may make it another program'],
  ['PATH=./x ls', 'another program of that name'],
  ['LD_PRELOAD=./x.so cat a', 'code in the program'],
  ['env PATH=./x ls', 'another program of that name'],
  ['GIT_EXTERNAL_DIFF=./x git diff', 'git runs it'],
  ['git diff --output=a.md', 'it writes a file'],
  ['git log "--output" a.md', 'it writes a file'],
  ['git diff --ext-diff', 'it runs what is set'],
  ['printf -v PATH ./x', 'it sets a variable, for what comes'],
  ['constructor', 'it is no program that is known'],
  ['ls | sh', 'one part of it is not known'],
  ['cat a.md > b.md', 'it writes a file'],
  ['cat < a.md', 'it reads what may be more than a file'],
])('%j may do anything: %s', (command) => {
  expect(classOfCommand(command)).toEqual({ classes: [], isKnown: false })
})

test.each([
  ['rm -rf dist', ['delete']],
  ['dd if=a of=b', ['delete']],
  ['sudo  rm -rf dist', ['delete']],
  ['kubectl apply -f a.yml', ['deploy']],
  ['scp -r a host:b', ['publish']],
  ['rsync -a --delete a host:b', ['publish']],
  ['mail -s hi ada', ['send']],
  ['mail -n -s hi -c bob -b eve -r me ada', ['send']],
  ['mailx -sHi ada', ['send']],
  ['mutt -s hi -a a.md -- ada', ['send']],
  ['sendmail -t -oi', ['send']],
  ['sendmail -f me ada', ['send']],
  ['msmtp -a work --from=me -t', ['send']],
  ['swaks --to ada --h-Subject hi --body=hello -tls', ['send']],
  ['stripe refunds create', ['pay']],
  ['git push', ['deploy']],
  ['git reset --hard', ['delete']],
  ['npm publish', ['publish']],
  ['npm unpublish x', ['delete']],
  ['pnpm publish', ['publish']],
  ['yarn publish', ['publish']],
  ['cargo publish', ['publish']],
  ['gem push x', ['publish']],
  ['gh pr create', ['publish']],
  ['gh workflow run x', ['deploy']],
  ['docker push x', ['publish']],
  ['docker rmi x', ['delete']],
  ['docker compose up', ['deploy']],
  ['docker stack rm x', ['delete', 'deploy']],
  ['rm a; rm b && git push', ['delete', 'deploy']],
  ['echo $(rm a)', ['delete']],
  ['echo `rm a`', ['delete']],
  ['ls\nrm a', ['delete']],
])('%j shows %j', (command, classes) => {
  expect(classOfCommand(command)).toEqual({ classes, isKnown: true })
})

test.each([
  ['./mail a', ['send'], 'a file of that name'],
  ['/bin/rm a', ['delete'], 'a file, whatever it does'],
  ['./git push', ['deploy'], 'a file of that name'],
  ['A=1 rm a', ['delete'], 'a variable may make it another program'],
  ['env PATH=./x rm a', ['delete'], 'another program of that name'],
  ['GIT_SSH_COMMAND=./x git push', ['deploy'], 'git runs it'],
  ['git -c core.sshCommand=x push', ['deploy'], 'git runs anything by its options'],
  ['git -C site push', ['deploy'], 'only the plain form is known'],
  ['git push --receive-pack=./x a', ['deploy'], 'it runs what it is told to'],
  ['git push --exec ./x a', ['deploy'], 'it runs what it is told to'],
  ["git push '--exec=./x' a", ['deploy'], 'it runs what it is told to'],
  ['npm --script-shell ./x publish', ['publish'], 'only the plain form is known'],
  ['docker -H a push b', ['publish'], 'only the plain form is known'],
  ['scp -o ProxyCommand=./x a b:', ['publish'], 'it runs what it is told to'],
  ['scp -rS ./x a b:', ['publish'], 'it runs what it is told to'],
  ['sftp -D ./x', ['publish'], 'it runs what it is told to'],
  ['rsync -ae ./x a b:', ['publish'], 'it runs what it is told to'],
  ['rsync --rsh=./x a b:', ['publish'], 'it runs what it is told to'],
  ['mutt -e "source x" a', ['send'], 'it runs what it is told to'],
  ['mutt -H draft a', ['send'], 'only plain options are known'],
  ["swaks --to a --pipe './pay.sh'", ['send'], 'it runs what it is told to'],
  ["swaks -pipe './pay.sh'", ['send'], 'it runs what it is told to'],
  ['swaks --config a.conf', ['send'], 'its options are in a file'],
  ['mail -S sendmail=./x ada', ['send'], 'it runs what it is told to'],
  ['mail -Ssendmail=./x ada', ['send'], 'it runs what it is told to'],
  ['mail -nS sendmail=./x ada', ['send'], 'only plain options are known'],
  ['mail "-S" sendmail=./x ada', ['send'], 'it runs what it is told to'],
  ["mail $'\\x2dSsendmail=./x' ada", ['send'], 'its words are written in other signs'],
  ['mail -~ ada', ['send'], 'its input tells it to run something'],
  ['mail --exec=x ada', ['send'], 'it runs what it is told to'],
  ['mail ./a.sh', ['send'], 'it writes a file'],
  ['mailx -A other ada', ['send'], 'only plain options are known'],
  ['msmtp --passwordeval=./x a', ['send'], 'it runs what it is told to'],
  ['msmtp -C a.conf a', ['send'], 'its options are in a file'],
  ['sendmail -C./x a', ['send'], 'its options are in a file'],
  ["sendmail -be 'x'", ['send'], 'it runs what it is told to'],
  ['sftp a', ['publish'], 'its input tells it to run something'],
  ['ftp', ['publish'], 'its input tells it to run something'],
  ['helm upgrade a b --post-renderer ./x', ['deploy'], 'it runs what it is told to'],
  ["git push $'\\x2d-exec=./x' a", ['deploy'], 'its words are written in other signs'],
])('%j shows %j and may do anything: %s', (command, classes) => {
  expect(classOfCommand(command)).toEqual({ classes, isKnown: false })
})

test('what one part shows is said, even where another may do anything', () => {
  expect(classOfCommand('rm a; python b.py')).toEqual({ classes: ['delete'], isKnown: false })
  expect(classOfCommand('rm a > b')).toEqual({ classes: ['delete'], isKnown: false })
})
