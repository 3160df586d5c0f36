import * as z from 'zod';

/** `TARGET=aws` runs the cases against the conformance stack that `OUTPUTS`, a file of `cdk deploy`, describes. */
export const targetName = z.enum(['local', 'aws']).default('local').parse(process.env['TARGET']);
