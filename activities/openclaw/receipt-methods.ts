import type { z } from 'zod'
import type { Catalog } from './openclaw-wire.ts'

const methodOf = (groupId: string) => `${groupId.replace(/^plugin:/, '')}.receipt`

/** By tool: the method by which its own log is asked, where its plugin has one. */
export const receiptsOf = (groups: z.output<typeof Catalog>['groups'], methods: readonly string[]) =>
  new Map(
    groups.flatMap(({ id, tools }) => {
      const method = methodOf(id)
      return methods.includes(method) ? tools.map((tool): [string, string] => [tool.id, method]) : []
    }),
  )
