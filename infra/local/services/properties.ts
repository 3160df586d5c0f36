import * as z from 'zod';
import type { Resource } from '../assembly/resource.ts';

/** A property that changes nothing on one machine. Say why beside it. */
export const noEffect = z.unknown().optional();

/**
 * The properties of a resource as its service understands them. A property or a value that the schema does not know
 * stops the boot, by the resource's and the property's name.
 */
export function readProperties<Schema extends z.ZodType>(schema: Schema, resource: Resource): z.output<Schema> {
  const parsed = schema.safeParse(resource.properties);
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues.map((issue) => {
    const path = issue.path.join('.');
    if (issue.code !== 'unrecognized_keys') return `${path}: ${issue.message}`;
    return issue.keys.map((key) => `${path ? `${path}.` : ''}${key} is not emulated`).join(', ');
  });
  throw new Error(`${resource.type} ${resource.logicalId}: ${complaints.join('; ')}`);
}

/** The name a template gives a resource, or one that follows from its logical id. */
export function physicalName(properties: Record<string, unknown>, property: string, fallback: string): string {
  const name = properties[property];
  return typeof name === 'string' ? name : fallback;
}
