import { findingsContract } from '#api/findings/contract.ts'
import { until } from './stage.ts'
import type { Story } from './story.ts'

/** Waits until the look that is asked for here is done, and shows what it found. */
export async function lookNow({ office, page, at }: Story): Promise<void> {
  await page.goto(at('/findings'))
  const looks = page.getByRole('list', { name: 'Last looks' })
  const began = new Date().toISOString()
  await looks.getByRole('button', { name: 'Look now' }).click()
  // The page says that it was asked for as long as the look takes, which may be over before that is seen here.
  const hasLooked = async () => {
    const { looks: all } = await office.ask(findingsContract.listFindings)
    return all.some(({ scope, lookedAt }) => scope === 'mac-mini' && (lookedAt ?? '') >= began) || undefined
  }
  await until(hasLooked, 'the look that was asked for')
  await page.goto(at('/findings'))
  await looks.getByRole('status').waitFor({ state: 'detached' })
}
