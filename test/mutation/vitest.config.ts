import { defineConfig } from 'vitest/config'

/** The rules' own unit tests, and those alone: a mutant must be caught beside the rule, by name. */
export default defineConfig({ test: { include: ['domain/**/*.test.ts'], testTimeout: 20_000 } })
