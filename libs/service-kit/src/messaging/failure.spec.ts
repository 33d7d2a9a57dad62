import { SchemaViolation } from '@countersign/contracts';
import { UnknownKey } from '@countersign/statement';
import { QueryFailedError } from 'typeorm';
import { TrustMissing } from '../governance/index.js';
import { LeaseLost } from './errors.js';
import { classify } from './failure.js';

const database = (code: string) =>
  new QueryFailedError('SELECT 1', [], Object.assign(new Error('refused'), { code }));

describe('a failure', () => {
  it.each<[string, unknown, object]>([
    [
      'that says a retry cannot help is poison',
      new SchemaViolation('bad'),
      { kind: 'poison', code: 'SCHEMA_VIOLATION' },
    ],
    [
      'that says a retry can help is retriable',
      new UnknownKey('new'),
      { kind: 'retriable', code: 'UNKNOWN_KEY' },
    ],
    [
      'of a bug is poison',
      new TypeError('undefined'),
      { kind: 'poison', code: 'HANDLER_FAULT', message: 'undefined' },
    ],
    [
      'that is no error at all is poison',
      'a string',
      { kind: 'poison', code: 'HANDLER_FAULT', message: 'a string' },
    ],
    ['of a missing law is the surroundings’', new TrustMissing('none'), { kind: 'unavailable' }],
    ['of a lost lease ends the process', new LeaseLost('over'), { kind: 'fatal' }],
    ['of a unique constraint is poison', database('23505'), { kind: 'poison', code: 'DATABASE_REFUSED' }],
    [
      'of a value that is no number is poison',
      database('22P02'),
      { kind: 'poison', code: 'DATABASE_REFUSED' },
    ],
    ['of a statement that took too long is retriable', database('57014'), { kind: 'retriable' }],
    ['of a missing right is retriable', database('42501'), { kind: 'retriable' }],
    ['of a deadlock is the surroundings’', database('40P01'), { kind: 'unavailable' }],
    ['of a lock that was not to be had is the surroundings’', database('55P03'), { kind: 'unavailable' }],
    ['of a database that shuts down is the surroundings’', database('57P01'), { kind: 'unavailable' }],
    ['of a full disk is the surroundings’', database('53100'), { kind: 'unavailable' }],
    [
      'of a refused socket is the surroundings’',
      Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
      { kind: 'unavailable' },
    ],
    [
      'of a lost connection is the surroundings’',
      new Error('Connection terminated unexpectedly'),
      { kind: 'unavailable' },
    ],
  ])('%s', (_, error, expected) => {
    expect(classify(error)).toMatchObject(expected);
  });

  it('is told in at most a thousand characters', () => {
    expect((classify(new TypeError('x'.repeat(5_000))) as { message: string }).message).toHaveLength(1_000);
  });
});
