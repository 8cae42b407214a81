import { parentPort, workerData } from 'node:worker_threads'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

// A thread of its own: a schema or a text that would take all time or memory takes this thread's. Plain JavaScript, so
// that nothing has to be compiled when it starts.
const fewest = 5
const longestWords = 160
/** Longer ones are read up to the first mistake: all of theirs would fill the memory. */
const longestWhole = 64 * 1_024

const clipped = (text) => (text.length > longestWords ? `${text.slice(0, longestWords)}…` : text)

function ajvFor(allErrors, validateSchema) {
  // Strict, but for rules of taste: a keyword nobody knows, a format nobody checks, a word for another type.
  const ajv = new Ajv2020({
    strict: true,
    strictRequired: false,
    strictTuples: false,
    allowUnionTypes: true,
    ...{ allErrors, validateSchema },
    // `constructor` and the like are in a text only if it names them.
    ownProperties: true,
    logger: false,
  })
  addFormats.default(ajv)
  return ajv
}

/** Holds schemas against their draft, and keeps none of them: two may have the same $id. */
const draft = ajvFor(true, true)

/** The words of one mistake, with where it is. */
function wordsOf({ instancePath, message, params }) {
  const { additionalProperty, unevaluatedProperty, allowedValues, allowedValue } = params
  const named = additionalProperty ?? unevaluatedProperty
  const what = named ?? allowedValues ?? allowedValue
  const more = what === undefined ? '' : `: ${named ?? clipped(JSON.stringify(what))}`
  return `${clipped(instancePath) || 'the whole'} ${clipped(`${message}${more}`)}`
}

/** The check that a schema stands for, or why it stands for none. */
function compiled(text, allErrors) {
  const schema = JSON.parse(text)
  try {
    if (!draft.validateSchema(schema))
      return { problem: `is no JSON Schema of draft 2020-12: ${wordsOf(draft.errors[0])}` }
    const check = ajvFor(allErrors, false).compile(schema)
    return check.$async ? { problem: 'must not be $async' } : { check }
  } catch (error) {
    return { problem: `can’t be used: ${clipped(error.message)}` }
  }
}

function mistakesOf(schema, text) {
  const { check, problem } = compiled(schema, text.length <= longestWhole)
  if (problem) return { problem: `The schema ${problem}.` }
  let value
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { problem: `It is not JSON: ${clipped(error.message)}.` }
  }
  check(value)
  const errors = check.errors ?? []
  return { wrong: errors.slice(0, fewest).map(wordsOf), more: Math.max(0, errors.length - fewest) }
}

const { schemas, text } = workerData
parentPort.postMessage(
  text === null
    ? schemas.map((schema) => compiled(schema, true).problem ?? null)
    : mistakesOf(schemas[0], text),
)
