import * as z from 'zod';

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
  DependsOn: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .transform((names) => [names].flat()),
});

const parameter = z.object({ Type: z.string(), Default: z.union([z.string(), z.number()]).optional() });

const output = z.object({ Value: z.unknown(), Condition: z.string().optional() });

/** The parts of a CloudFormation template that decide what runs; Rules, Metadata and policies on update do not. */
export const templateSchema = z.object({
  Resources: z.record(z.string(), resource),
  Parameters: z.record(z.string(), parameter).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Outputs: z.record(z.string(), output).default({}),
  Transform: z.never('macros (Transform) are not run on this machine').optional(),
});

export type Template = z.infer<typeof templateSchema>;

/** A template, or an assembly around it, that the local cloud cannot run; the message names what and where. */
export class AssemblyError extends Error {
  override readonly name = 'AssemblyError';
  /** The resource, output or condition at fault, once it is known. */
  readonly place: string | undefined;

  constructor(message: string, { cause, place }: { cause?: unknown; place?: string } = {}) {
    super(message, { cause });
    this.place = place;
  }
}
