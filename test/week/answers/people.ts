import { apiKeysContract } from '#api/api-keys/contract.ts'
import { learningsContract } from '#api/learnings/contract.ts'
import { operatorsContract } from '#api/operators/contract.ts'
import { answer, by } from '../answer.ts'
import { actorIdOf, idOf, type Ledger } from '../ledger.ts'

export const operators = answer({
  name: 'operators, their roles and their keys',
  async answered(ask) {
    const { items, invites } = await ask(operatorsContract.listOperators)
    const { items: keys } = await ask(apiKeysContract.listApiKeys)
    return {
      people: items.map(({ name, role }) => ({ name, role })).sort(by(({ name }) => name)),
      openInvites: invites.length,
      keys: keys.map(({ name, actions, projectIds, createdByName }) => ({
        ...{ name, actions, projectIds, createdByName },
      })),
    }
  },
  recorded(ledger) {
    const joined = ledger.of('operator_created', 'operator_joined')
    const used = new Set(ledger.of('operator_joined', 'invite_revoked').map(idOf))
    const keys = ledger.of('api_key_created')
    return {
      people: joined.map(({ body: { name, role } }) => ({ name, role })).sort(by(({ name }) => name)),
      openInvites: ledger.of('operator_invited').filter((one) => !used.has(idOf(one))).length,
      keys: keys.map((key) => ({ ...key.body, createdByName: ledger.nameOf(actorIdOf(key)) })),
    }
  },
  words: ({ people, keys }) =>
    [...people.map(({ name, role }) => `${name}, ${role}`), ...keys.map(({ name }) => `key ${name}`)].join(
      '; ',
    ),
})

export const learnings = answer({
  name: 'what agents learned',
  async answered(ask) {
    const { items } = await ask(learningsContract.listLearnings)
    return items
      .map(({ text, about, agentName, projectName, taskTitle }) => ({
        ...{ text, about, agentName, projectName, taskTitle },
      }))
      .sort(by(({ text }) => text))
  },
  recorded: (ledger) =>
    ledger
      .of('learning_recorded')
      .map((one) => {
        const { agentId = '', title } = requestOf(ledger, one.streamId) ?? {}
        return {
          ...{ text: one.body.text, about: one.body.about, agentName: ledger.nameOf(agentId) },
          ...{ projectName: ledger.nameOf(one.projectId ?? ''), taskTitle: title },
        }
      })
      .sort(by(({ text }) => text)),
  words: (items) => items.map(({ text, agentName }) => `${agentName}: ${text}`).join('; '),
})

const requestOf = (ledger: Ledger, streamId: string) =>
  ledger.of('task_requested').find((one) => one.streamId === streamId)?.body
