import { Cron } from 'croner'
import { InvalidRequest } from '../http/problem.ts'
import { mostMisses, nextBeats, type Timing } from './beat-times.ts'

interface Issue {
  path: string
  message: string
}

const shortest = 60
const longest = 30 * 86_400
const name = '[A-Z]{3}'
const item = `(\\*(/\\d{1,2})?|(\\d{1,2}|${name})(-(\\d{1,2}|${name})(/\\d{1,2})?)?)`
/** Temporal and the preview read these alike; L, W, # and ? mean something in one of them only. */
const field = new RegExp(`^${item}(,${item})*$`)

/** Five fields, one space apart, names in capitals. */
const tidied = (cron: string): string => cron.trim().toUpperCase().split(/\s+/).join(' ')

/** A zone by the spelling that Temporal knows; null where there is none. */
function zoneOf(asked: string): string | null {
  const known = Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === asked.toLowerCase())
  if (known) return known
  if (!/^[A-Z]\w*([/+-]\w+)*$/.test(asked)) return null
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: asked })
    return asked
  } catch {
    return null
  }
}

function cronIssue(cron: string): string | null {
  const fields = cron.split(' ')
  if (fields.length !== 5)
    return `must have five fields, minute hour day month weekday, for example 30 9 * * 1-5: this has ${cron === '' ? 0 : fields.length}`
  const odd = fields.find((one) => !field.test(one))
  if (odd) return `must be numbers, *, ranges, steps and lists: ${odd} is none of them`
  if (fields[4]?.includes('7')) return 'counts weekdays from 0, Sunday, to 6, Saturday: 7 is none of them'
  if (fields[2] !== '*' && fields[4] !== '*') return 'can name a day of the month or a weekday, not both'
  try {
    return new Cron(cron, { paused: true, mode: '5-part' }).nextRun() ? null : 'never comes'
  } catch (error) {
    return `is not right: ${faultOf(error as Error)}`
  }
}

const parts: Record<string, string> = { day: 'day of the month', dayOfWeek: 'weekday' }

/** What the library found, in the names that the form has for the five fields. */
const faultOf = ({ message }: Error) =>
  message
    .replace(/^CronPattern: /, '')
    .replace(
      /^Invalid value for (\w+): (.+)$/,
      (_, name, value) => `there is no ${parts[name] ?? name} ${value}`,
    )

function everyIssue(everySeconds: number): string | null {
  const isRight = everySeconds >= shortest && everySeconds <= longest
  return isRight ? null : 'must be between 1 minute and 30 days'
}

const path = (field: string) => `body.${field}`

/** The timing as it is kept. Throws InvalidRequest with what is wrong at its field. */
export function checkedTiming<T extends Timing>(asked: T): T {
  const issues: Issue[] = []
  const { activeHours } = asked
  const zone = zoneOf(asked.timeZone)
  if (!zone) {
    const message = `is not a time zone: ${asked.timeZone}. They look like Europe/Berlin`
    issues.push({ path: path('timeZone'), message })
  }
  const rhythm = 'cron' in asked.rhythm ? { cron: tidied(asked.rhythm.cron) } : asked.rhythm
  const rhythmField = 'cron' in rhythm ? 'rhythm.cron' : 'rhythm.everySeconds'
  const problem = 'cron' in rhythm ? cronIssue(rhythm.cron) : everyIssue(rhythm.everySeconds)
  if (problem) issues.push({ path: path(rhythmField), message: problem })
  if (activeHours && activeHours.from === activeHours.to)
    issues.push({ path: path('activeHours.to'), message: 'must differ from the beginning' })
  const days = activeHours ? [...new Set(activeHours.days)].sort((a, b) => a - b) : []
  const timing = {
    ...asked,
    rhythm,
    timeZone: zone ?? asked.timeZone,
    activeHours: activeHours && { ...activeHours, days },
  }
  if (issues.length === 0 && nextBeats(timing, new Date(), 1).length === 0) {
    const message = `leave no planned time: none falls within them the next ${mostMisses} times that they begin`
    issues.push({ path: path('activeHours.from'), message })
  }
  if (issues.length > 0) throw new InvalidRequest(issues)
  return timing
}
