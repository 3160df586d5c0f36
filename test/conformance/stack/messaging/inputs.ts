/** What the rules of the stack give their target instead of the event, by detail type. */
export const inputs = {
  Whole: {},
  Constant: { input: '{"constant":true}' },
  Path: { inputPath: '$.detail.items[1]' },
  Values: {
    inputTransformer: {
      inputPathsMap: {
        text: '$.detail.text',
        number: '$.detail.number',
        object: '$.detail.object',
        list: '$.detail.items',
      },
      inputTemplate: '{"text":<text>,"number":<number>,"object":<object>,"list":[0,<list>],"static":"yes"}',
    },
  },
  Quoted: {
    inputTransformer: {
      inputPathsMap: { text: '$.detail.text', number: '$.detail.number', object: '$.detail.object' },
      inputTemplate: '{"text":"<text>","inside":"It is <number>, \\"<text>\\"","object":"<object>"}',
    },
  },
  Text: {
    inputTransformer: {
      inputPathsMap: { text: '$.detail.text', number: '$.detail.number' },
      inputTemplate: '"<text> has <number>"',
    },
  },
  Missing: {
    inputTransformer: { inputPathsMap: { missing: '$.detail.missing' }, inputTemplate: '{"is":"<missing>"}' },
  },
  Predefined: {
    inputTransformer: {
      inputPathsMap: {},
      inputTemplate:
        '{"arn":<aws.events.rule-arn>,"name":"<aws.events.rule-name>","at":<aws.events.event.ingestion-time>,' +
        '"about":<aws.events.event>,"all":<aws.events.event.json>}',
    },
  },
} as const;
