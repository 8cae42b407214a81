import { idFrom } from '#domain/derived-ids.ts'
import { Refused } from '#domain/errors.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import { currencyProblem } from '#domain/outcome/amount.ts'
import { planOf } from '#domain/outcome/import-plan.ts'
import { contentKeyOf } from '#domain/outcome/money-row.ts'
import { occurredProblem } from '#domain/outcome/outcome-rules.ts'
import { listMoney, moneyByExternalId, moneyById } from '#prisma/read/money.ts'
import { knownOf } from '#prisma/read/money-known.ts'
import type { Source } from '#prisma/read/source.ts'
import { bookMoney, reverseMoney } from '#prisma/write/settings/money.ts'
import { importMoney } from '#prisma/write/settings/money-import.ts'
import { requireAction, requireInProject } from '../auth/permission.ts'
import { calendar } from '../http/calendar.ts'
import type { Output } from '../http/contract.ts'
import { createOnce } from '../http/create-once.ts'
import { idOfRequest } from '../http/idempotency.ts'
import { type Mount, mount, type OperatorCaller } from '../http/mount.ts'
import { InvalidRequest } from '../http/problem.ts'
import { requireProject } from '../projects/require-project.ts'
import { type MoneyEvent, moneyContract } from './contract.ts'
import { linesOfCsv } from './money-csv.ts'

const by = (operator: OperatorCaller) => ({
  actor: actorOf('operator', operator.id),
  at: new Date().toISOString(),
})

export function moneyRoutes(to: Mount, { pool }: Source, currency: string): void {
  const readFile = (content: string) => ({
    hash: sha256Hex(content),
    lines: linesOfCsv(content, { currency, ...calendar() }),
  })
  mount(to, moneyContract, {
    async listMoney({ params, query: { limit, ...filter } }) {
      await requireProject(pool, params.projectId)
      const items = await listMoney(pool, { ...params, ...filter, limit: limit + 1 })
      const page = items.slice(0, limit)
      return { items: page, next: items.length > limit ? (page.at(-1)?.id ?? null) : null }
    },

    async bookMoney({ caller, params: { projectId }, body, req }) {
      requireInProject(caller, 'bookMoney', projectId)
      const asked = checked(caller.kind === 'operator' ? body : { ...body, source: 'api' }, currency)
      const callerId = caller.kind === 'operator' ? caller.operator.id : caller.key.id
      const moneyId = idOfRequest('money', callerId, req)
      const by = { actor: caller.actor, at: new Date().toISOString() }
      return createOnce({
        find: async () =>
          (await moneyById(pool, projectId, moneyId)) ?? sameElsewhere(pool, projectId, asked),
        contentOf,
        asked: contentOf(asked),
        create: () => bookMoney(pool, projectId, { ...asked, moneyId, importedFrom: null }, by),
      })
    },

    async reverseMoney({ operator, params: { projectId, moneyId }, body }) {
      requireAction(operator, 'bookMoney')
      await reverseMoney(pool, projectId, { moneyId, ...body }, by(operator))
      return found(await moneyById(pool, projectId, moneyId))
    },

    async previewMoney({ operator, params: { projectId }, body }) {
      requireAction(operator, 'bookMoney')
      await requireProject(pool, projectId)
      const file = readFile(body.content)
      return { hash: file.hash, lines: planOf(file.lines, await knownOf(pool, projectId, file)) }
    },

    async importMoney({ operator, params: { projectId }, body }) {
      requireAction(operator, 'bookMoney')
      const file = readFile(body.content)
      if (file.hash !== body.hash)
        throw new Refused('hash_differs', 'This is not the file that was looked at. Look at it again.')
      const confirmed = { lines: new Set(body.lines), despite: new Set(body.despite) }
      const idOf = (line: number, reversed: number) =>
        idFrom('money', projectId, file.hash, String(line), ...(reversed > 0 ? [String(reversed)] : []))
      return importMoney(pool, projectId, { file: { ...file, idOf }, confirmed }, by(operator))
    },
  })
}

type Asked = Output<typeof moneyContract.bookMoney.body>

/** Throws InvalidRequest where its currency or its day can't be booked. */
function checked({ currency: asked, ...money }: Asked, currency: string) {
  const named = asked?.toUpperCase() ?? currency
  const problems = {
    currency: currencyProblem(named, currency),
    occurredOn: occurredProblem(money.occurredOn, calendar()),
  }
  const errors = Object.entries(problems).flatMap(([field, message]) =>
    message ? [{ path: `body.${field}`, message }] : [],
  )
  if (errors.length > 0) throw new InvalidRequest(errors)
  return { ...money, currency: named }
}

type Content = Pick<MoneyEvent, 'kind' | 'amount' | 'currency' | 'occurredOn' | 'note' | 'externalId'>
const contentOf = ({ kind, amount, currency, occurredOn, note, externalId }: Content): Content => ({
  kind,
  amount,
  currency,
  occurredOn,
  note,
  externalId,
})

/** An event that counts, has the same name in another system and says the same: a repeat of it is answered with it. */
async function sameElsewhere(pool: Source['pool'], projectId: string, asked: Content) {
  if (asked.externalId === null) return null
  const known = await moneyByExternalId(pool, projectId, asked.externalId)
  return known && contentKeyOf(known) === contentKeyOf(asked) ? known : null
}

function found(event: MoneyEvent | null): MoneyEvent {
  if (!event) throw new Refused('not_found', 'There is no such money event in this project.')
  return event
}
