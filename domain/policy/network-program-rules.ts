import { setOf } from './name-words.ts'

/** How a network program reads its words. What is not said here is a flag. */
export interface NetworkProgram {
  /** Options with a value that is no place. */
  values: Set<string>
  /** Options with a place as their value. */
  places: Set<string>
  /** Options by which it goes where its words do not say. */
  hiding: Set<string>
  /** Options with a value that may hide where it goes, unless it is plain. */
  settings: Set<string>
  /**
   * Which of its other words are places: each; the first; the first, and what follows it is done there; those with a host
   * before a colon; none that can be told.
   */
  operands: 'each' | 'first' | 'login' | 'remote' | 'untold'
  /** As a page's address, or as `user@host:path`. */
  style: 'page' | 'login'
}

type Rows = { values?: string; places?: string; hiding?: string; settings?: string }
const program = (
  operands: NetworkProgram['operands'],
  style: NetworkProgram['style'],
  { values = '', places = '', hiding = '', settings = '' }: Rows = {},
): NetworkProgram => ({
  ...{ operands, style, values: setOf(values), places: setOf(places) },
  ...{ hiding: setOf(hiding), settings: setOf(settings) },
})

const httpie = program('first', 'page', { values: 'a auth o output' })

/** Only options that are sure to have a value: of another its value counts as a place, which refuses one call too many. */
export const networkPrograms: ReadonlyMap<string, NetworkProgram> = new Map(
  Object.entries({
    curl: program('each', 'page', {
      values:
        'o d H X u A b c e F T m w r y Y z C E t P D Q U output output-dir data data-ascii data-binary data-raw data-urlencode json header request user user-agent cookie cookie-jar referer form form-string upload-file max-time connect-timeout write-out range retry retry-delay retry-max-time cacert capath cert cert-type key key-type pass ciphers proxy-user limit-rate max-filesize max-redirs time-cond continue-at dump-header quote url-query stderr trace trace-ascii oauth2-bearer',
      places: 'x url proxy preproxy socks4 socks4a socks5 socks5-hostname proxy1.0 doh-url',
      hiding: 'K config resolve connect-to unix-socket abstract-unix-socket dns-servers variable',
    }),
    wget: program('each', 'page', {
      values:
        'O o a P U t T w Q A R I X l output-document output-file append-output directory-prefix user-agent tries timeout wait quota accept reject level header post-data post-file method body-data body-file user password http-user http-password referer limit-rate load-cookies save-cookies ca-certificate',
      hiding: 'i e B input-file execute base config',
    }),
    aria2c: program('each', 'page', { values: 'o d x s j k', hiding: 'i input-file conf-path' }),
    http: httpie,
    https: httpie,
    xh: httpie,
    ssh: program('login', 'login', {
      ...{ values: 'b c D e E i I l L m p Q R S w B O P', places: 'J W', hiding: 'F', settings: 'o' },
    }),
    scp: program('remote', 'login', {
      ...{ values: 'c i l P X', places: 'J', hiding: 'F S D', settings: 'o' },
    }),
    sftp: program('first', 'login', {
      ...{ values: 'b c i l P R B X', places: 'J', hiding: 'F S D', settings: 'o' },
    }),
    rsync: program('remote', 'login', {
      values:
        'f T B M exclude include filter exclude-from include-from files-from log-file password-file port timeout bwlimit chmod chown max-size min-size out-format partial-dir temp-dir backup-dir compare-dest copy-dest link-dest',
      settings: 'e rsh',
    }),
    sshfs: program('remote', 'login', { values: 'p', hiding: 'F', settings: 'o' }),
    'ssh-copy-id': program('first', 'login', { values: 'i p', settings: 'o' }),
    mosh: program('login', 'login', { values: 'p', hiding: 'ssh' }),
    nc: program('first', 'login', { values: 'p s w q i', places: 'x proxy' }),
    ncat: program('first', 'login', { values: 'p s w q i', places: 'x proxy' }),
    netcat: program('first', 'login', { values: 'p s w q i', places: 'x proxy' }),
    telnet: program('first', 'login', { values: 'l' }),
    ftp: program('first', 'login'),
    tftp: program('first', 'login'),
    lftp: program('first', 'login', { values: 'u p', hiding: 'e c f' }),
    socat: program('untold', 'login'),
  }),
)
