import { expect, test } from 'vitest'
import type { ActiveHours, Rhythm } from './heartbeat.ts'
import { heartbeatWords } from './heartbeat-words.ts'

const office: ActiveHours = { from: '09:00', to: '17:00', days: [1, 2, 3, 4, 5] }

test.each<[Rhythm, ActiveHours | null, string]>([
  [{ everySeconds: 1_800 }, null, 'every 30 minutes'],
  [{ everySeconds: 60 }, null, 'every minute'],
  [{ everySeconds: 3_600 }, null, 'every hour'],
  [{ everySeconds: 7_200 }, null, 'every 2 hours'],
  [{ everySeconds: 90 }, null, 'every 90 seconds'],
  [{ everySeconds: 1_800 }, office, 'every 30 minutes, only 09:00 to 17:00, Mon to Fri (Europe/Berlin)'],
  [
    { everySeconds: 3_600 },
    { ...office, days: [6, 7] },
    'every hour, only 09:00 to 17:00, Sat, Sun (Europe/Berlin)',
  ],
  [
    { everySeconds: 3_600 },
    { ...office, days: [1, 2, 3, 4, 5, 6, 7] },
    'every hour, only 09:00 to 17:00, every day (Europe/Berlin)',
  ],
  [{ cron: '30 9 * * *' }, null, 'daily at 09:30 (Europe/Berlin)'],
  [{ cron: '0 9 * * 1-5' }, null, 'Mon to Fri at 09:00 (Europe/Berlin)'],
  [{ cron: '0 9 * * 0,3' }, null, 'Wed, Sun at 09:00 (Europe/Berlin)'],
  [{ cron: '0 9 * * MON' }, null, 'at the cron times 0 9 * * MON (Europe/Berlin)'],
  [{ cron: '0 9 1 * *' }, null, 'at the cron times 0 9 1 * * (Europe/Berlin)'],
  [{ cron: '*/5 * * * *' }, null, 'at the cron times */5 * * * * (Europe/Berlin)'],
])('%j %j reads as a person says it', (rhythm, activeHours, words) => {
  expect(heartbeatWords({ rhythm, activeHours, timeZone: 'Europe/Berlin' })).toBe(words)
})
