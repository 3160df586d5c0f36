import * as z from 'zod';
import type { Consumption, Principal } from '../service.ts';
import { itemOperations } from './operations.ts';

/** An operation by its name, on input of its own. */
export type Call = (operation: string, input: Record<string, unknown>, principal: Principal) => Promise<object>;

const consumed = z.object({ CapacityUnits: z.number() });
/** Operations on several tables answer with a list, one each. */
const measured = z
  .looseObject({ ConsumedCapacity: z.union([consumed, z.array(consumed)]).optional() })
  .transform(({ ConsumedCapacity = [], ...rest }) => ({ capacities: [ConsumedCapacity].flat(), rest }));

/** Tells what each call consumes. Callers notice nothing: who does not ask for the capacity does not get it. */
export function metered(call: Call, meter: (consumption: Consumption) => void): Call {
  return async (operation, input, principal) => {
    const known = Object.hasOwn(itemOperations, operation) ? itemOperations[operation] : undefined;
    if (!known || !('ReturnConsumedCapacity' in known.input.types)) return call(operation, input, principal);
    const { ReturnConsumedCapacity: wanted = 'NONE' } = input;
    const asked = wanted === 'NONE' ? { ...input, ReturnConsumedCapacity: 'TOTAL' } : input;
    const output = await call(operation, asked, principal);
    const { capacities, rest } = measured.parse(output);
    const units = capacities.reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
    // Where nothing is found dynalite counts nothing, DynamoDB one item.
    const by = principal.arn;
    if (known.writes) meter({ operation, by, kind: 'write', units });
    else meter({ operation, by, kind: 'read', units: Math.max(units, input['ConsistentRead'] === true ? 1 : 0.5) });
    return wanted === 'NONE' ? rest : output;
  };
}
