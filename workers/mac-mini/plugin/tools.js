const text = (description) => ({ type: 'string', description })
const object = (properties, required) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})

/** What an agent says to Front Office. They change nothing outside. */
export const reportingTools = [
  {
    name: 'fo_post_update',
    description: 'Tell the operators how the task is going: one or two sentences on what you did or found.',
    parameters: object({ text: text('What happened') }, ['text']),
  },
  {
    name: 'fo_ask_operator',
    description:
      'Ask the operators for a decision or a fact. Ends your turn; the answer comes with your next one.',
    parameters: object(
      {
        question: text('One question, with what hangs on it'),
        options: {
          type: 'array',
          items: { type: 'string' },
          description: 'Answers to choose from, if there are few',
        },
      },
      ['question'],
    ),
  },
  {
    name: 'fo_answer_operator',
    description:
      'Answer what an operator asked about one of your proposals, or say what you found where you were asked to look. Withdraw a proposal that you do not want any more.',
    parameters: object(
      {
        proposal: text('Its id, p_…'),
        answer: text('The answer, or what you found and where'),
        withdraw: { type: 'boolean', description: 'True: you take the proposal back; nothing is done' },
      },
      ['proposal', 'answer'],
    ),
  },
  {
    name: 'fo_record_artifact',
    description: 'Record a result: a file of your workspace or a URL.',
    parameters: object(
      {
        title: text('Its name, as the task calls it'),
        kind: text('file, url, document, …'),
        location: text('A path in your workspace, or a URL'),
      },
      ['title', 'location'],
    ),
  },
  {
    name: 'fo_record_learning',
    description:
      'Record what you found out and should be known next time: what worked, what did not, how something really is.',
    parameters: object(
      {
        text: text('One finding, in a sentence or two that stand by themselves'),
        about: text('What it is about, in a few words: a customer, a tool, a way of working'),
      },
      ['text'],
    ),
  },
  {
    name: 'fo_finish',
    description: 'End the task with a summary of what was achieved. Ends your turn.',
    parameters: object({ summary: text('What was achieved, and what was not') }, ['summary']),
  },
]

/** Pass without asking: reading and searching the workspace and memory, and reporting. Nothing else. */
export const safeTools = new Set([
  'read',
  'ls',
  'find',
  'grep',
  'memory_search',
  'memory_get',
  'session_status',
  ...reportingTools.map((tool) => tool.name),
])

/** Of a safe tool that can change something as well, the parameters that only read: with any other it is asked for. */
export const safeParameters = {
  // Its `model` sets that of the session, and of any other that is named.
  session_status: ['sessionKey', 'changesSince'],
}
