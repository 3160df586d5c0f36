import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseOptions, UsageError } from './options.ts';

describe('parseOptions', () => {
  it('has defaults', () => {
    expect(parseOptions([], '/data')).toEqual({
      fresh: false,
      data: '/data',
      ports: { web: 4000, graphql: 4001, aws: 4002, signIn: 4003 },
      faults: [],
      assembly: undefined,
    });
  });

  it('reads what is given', () => {
    expect(parseOptions(['--fresh', '--data', 'here', '--port', '5000', '--assembly', 'out'], '/data')).toEqual({
      fresh: true,
      data: path.resolve('here'),
      ports: { web: 5000, graphql: 5001, aws: 5002, signIn: 5003 },
      faults: [],
      assembly: path.resolve('out'),
    });
    expect(parseOptions(['--port=0'], '/data')).toMatchObject({ ports: { web: 0, graphql: 0, aws: 0, signIn: 0 } });
    expect(parseOptions(['--help'], '/data')).toBe('help');
  });

  it.each([[['--nonsense']], [['stray']], [['--port', 'x']], [['--port', '65533']], [['--port', '-1']], [['--data']]])(
    'refuses %j',
    (args) => {
      expect(() => parseOptions(args, '/data')).toThrow(UsageError);
    },
  );
});
