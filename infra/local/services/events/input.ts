import type { BusEvent } from '../service.ts';
import { compilePath } from './json-path.ts';

/** What a target is to get instead of the event; at most one of these. */
export interface InputSettings {
  Input?: string | undefined;
  InputPath?: string | undefined;
  InputTransformer?: { InputPathsMap: Record<string, string>; InputTemplate: string } | undefined;
}

/** Where and when the event was matched. */
interface Occasion {
  ruleArn: string;
  ruleName: string;
  /** ISO 8601. */
  ingestionTime: string;
}

/** Makes the text that a target gets. */
export type Input = (event: BusEvent, occasion: Occasion) => string;

/** Throws for a path or a placeholder that is not known. */
export function compileInput({ Input, InputPath, InputTransformer }: InputSettings): Input {
  const given = [Input, InputPath, InputTransformer].filter((each) => each !== undefined);
  if (given.length > 1) throw new Error('only one of Input, InputPath and InputTransformer');
  if (Input !== undefined) return () => Input;
  if (InputTransformer) return compileTemplate(InputTransformer);
  const select = compilePath(InputPath ?? '$');
  return (event) => JSON.stringify(select(event) ?? null);
}

type Variable = (event: BusEvent, occasion: Occasion) => unknown;

const predefined: Readonly<Record<string, Variable>> = {
  'aws.events.rule-arn': (_event, { ruleArn }) => ruleArn,
  'aws.events.rule-name': (_event, { ruleName }) => ruleName,
  'aws.events.event.ingestion-time': (_event, { ingestionTime }) => ingestionTime,
  'aws.events.event': (event) => ({ ...event, detail: undefined }),
  'aws.events.event.json': (event) => event,
};

/**
 * A template's text with `<name>` replaced. Where JSON expects a value, text gets its quotes and anything else is
 * JSON; inside quotes text goes in as it is, unescaped, and objects and lists lose their quotes. A variable whose path
 * is not in the event disappears. All of it as AWS documents.
 */
function compileTemplate({ InputPathsMap, InputTemplate }: NonNullable<InputSettings['InputTransformer']>): Input {
  const paths = Object.entries(InputPathsMap).map(([name, path]): [string, Variable] => [name, compilePath(path)]);
  const reserved = paths.find(([name]) => name.startsWith('AWS') || name.startsWith('aws.'));
  if (reserved) throw new Error(`the variable name ${reserved[0]} is reserved`);
  const variables = new Map([...Object.entries(predefined), ...paths]);
  const pieces = split(InputTemplate).map((piece): Input => {
    if (piece.placeholder === undefined) return () => piece.text;
    const variable = variables.get(piece.placeholder);
    if (!variable) throw new Error(`the placeholder <${piece.placeholder}> has no path`);
    const write = piece.quoted ? writeInQuotes : writeAsValue;
    return (event, occasion) => write(variable(event, occasion));
  });
  return (event, occasion) => pieces.map((piece) => piece(event, occasion)).join('');
}

interface Piece {
  text: string;
  /** Set when the piece stands for a variable. */
  placeholder?: string | undefined;
  /** Whether it is within a JSON string. */
  quoted: boolean;
}

function split(template: string): Piece[] {
  let quoted = false;
  return [...template.matchAll(/<([\w.-]+)>|\\.|"|[^<\\"]+|[<\\]/gs)].map(([text, placeholder]) => {
    if (text === '"') quoted = !quoted;
    return { text, placeholder, quoted };
  });
}

function writeAsValue(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value);
}

function writeInQuotes(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value).replaceAll('"', '');
}
