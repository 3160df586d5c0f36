import { util } from '@aws-appsync/utils';

/** Values as requests to DynamoDB carry them, of the examples that were recorded. */
export function request() {
  return { payload: null };
}

export function response() {
  return JSON.stringify({
    string: util.dynamodb.toDynamoDB('test'),
    number: util.dynamodb.toDynamoDB(12345),
    boolean: util.dynamodb.toDynamoDB(true),
    toString: util.dynamodb.toString('test'),
    toStringSet: util.dynamodb.toStringSet(['foo', 'bar', 'baz']),
    toNumber: util.dynamodb.toNumber(12345),
    toNumberSet: util.dynamodb.toNumberSet([1, 23, 4.56]),
    toBinary: util.dynamodb.toBinary('foo'),
    toBinarySet: util.dynamodb.toBinarySet(['foo', 'bar', 'baz']),
    toBoolean: util.dynamodb.toBoolean(true),
    toNull: util.dynamodb.toNull(),
    toList: util.dynamodb.toList(['foo', 123, { bar: 'baz' }]),
    toMap: util.dynamodb.toMap({ foo: 'bar', baz: 1234, beep: ['boop'] }),
    toMapValues: util.dynamodb.toMapValues({ foo: 'bar', baz: 1234, beep: ['boop'] }),
  });
}
