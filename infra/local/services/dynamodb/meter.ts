import * as z from 'zod';
import { AwsError, type Consumption, type Principal } from '../service.ts';
import { itemOperations } from './operations.ts';

/** An operation by its name, on input of its own. */
export type Call = (operation: string, input: Record<string, unknown>, principal: Principal) => Promise<object>;

const consumed = z.object({ CapacityUnits: z.number() });
/** Operations on several tables answer with a list, one each. */
const measured = z
  .looseObject({ ConsumedCapacity: z.union([consumed, z.array(consumed)]).optional() })
  .transform(({ ConsumedCapacity = [], ...rest }) => ({ capacities: [ConsumedCapacity].flat(), rest }));

/**
 * Tells what each call consumes. Callers notice nothing: who does not ask for the capacity does not get it.
 * @param indexWrites how many index entries the operation changed that gave this output: dynalite counts items only
 */
export function metered(
  call: Call,
  meter: (consumption: Consumption) => void,
  indexWrites: (output: object) => number = () => 0,
): Call {
  return async (operation, input, principal) => {
    const known = Object.hasOwn(itemOperations, operation) ? itemOperations[operation] : undefined;
    if (!known || !('ReturnConsumedCapacity' in known.input.types)) return call(operation, input, principal);
    const { ReturnConsumedCapacity: wanted = 'NONE' } = input;
    const asked = wanted === 'NONE' ? { ...input, ReturnConsumedCapacity: 'TOTAL' } : input;
    const by = principal.arn;
    const output = await call(operation, asked, principal).catch((error: unknown) => {
      // What a condition keeps from being written is paid for as if it were: a unit at least.
      if (known.writes && error instanceof AwsError && error.code === 'ConditionalCheckFailedException') {
        meter({ operation, by, kind: 'write', units: 1 });
      }
      throw error;
    });
    const { capacities, rest } = measured.parse(output);
    const units = capacities.reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
    // Where nothing is found dynalite counts nothing, DynamoDB one item.
    if (known.writes) meter({ operation, by, kind: 'write', units: units + indexWrites(output) });
    else meter({ operation, by, kind: 'read', units: Math.max(units, input['ConsistentRead'] === true ? 1 : 0.5) });
    return wanted === 'NONE' ? rest : output;
  };
}
