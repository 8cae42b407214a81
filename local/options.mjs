import { parseArgs } from 'node:util'

export const usage = `npm start -- [options]

  --port <number>  port of Front Office (4000; a taken one picks a free one)
  --data <dir>     where everything is kept (.data)
  --empty          without the sample project
  --no-practice    without the practice gateway: a real OpenClaw is connected in <data>/mac-mini/config.json
  --help           this text

Environment: DATABASE_URL and APP_DATABASE_URL (a Postgres of your own), TEMPORAL_ADDRESS or a Temporal profile
(a Temporal of your own), TEMPORAL_CLI_PATH (its program), TEMPORAL_NO_DOWNLOAD=1, LOG_LEVEL.
`

/** Options of `npm start`, or a sentence that says what is wrong with them. */
export function parseOptions(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        empty: { type: 'boolean', default: false },
        'no-practice': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    return check(values)
  } catch (error) {
    return { problem: error.message.split('. ')[0] }
  }
}

function check(values) {
  const port = values.port === undefined ? null : Number(values.port)
  if (port !== null && !(/^\d+$/.test(values.port) && port <= 65_535)) {
    return { problem: `--port must be a number up to 65535, not '${values.port}'` }
  }
  if (values.data === '') return { problem: '--data must name a folder' }
  return {
    isHelp: values.help,
    port,
    data: values.data ?? '.data',
    isEmpty: values.empty,
    hasPractice: !values['no-practice'],
  }
}
