import { CountersignError, SchemaViolation } from '@countersign/contracts';
import { TrustMissing } from '../governance/errors.js';
import { BodyTooLarge, parseIdempotencyKey, problemOf } from './index.js';

class OfTheService extends CountersignError {
  readonly code = 'REQUEST_UNKNOWN';
  readonly retriable = false;
}
class Tricky extends CountersignError {
  readonly code: string = 'toString';
  readonly retriable = false;
}

describe('problemOf', () => {
  it('says everything of a code it knows', () => {
    expect(problemOf(new BodyTooLarge('the body is larger than 9 bytes'))).toEqual({
      type: 'urn:countersign:problem:body-too-large',
      title: 'Body too large',
      status: 413,
      code: 'BODY_TOO_LARGE',
      detail: 'the body is larger than 9 bytes',
    });
  });

  it('points at the place that violates a schema', () => {
    const violation = new SchemaViolation('request is not valid at `/items/0`: must be object', {
      details: { at: '/items/0' },
    });
    expect(problemOf(violation)).toMatchObject({
      status: 422,
      errors: [{ pointer: '/items/0', detail: 'request is not valid at `/items/0`: must be object' }],
    });
  });

  it('takes the statuses of a service, which cannot change those of the kit', () => {
    expect(problemOf(new OfTheService('no such request'), { REQUEST_UNKNOWN: 404 })).toMatchObject({
      status: 404,
      code: 'REQUEST_UNKNOWN',
    });
    expect(problemOf(new BodyTooLarge('x'), { BODY_TOO_LARGE: 200 }).status).toBe(413);
  });

  it.each([['TRUST_MISSING', new TrustMissing('no valid bundle has been published yet')]])(
    'says that it cannot work yet, not that it is broken, while there is no law: %s',
    (code, error) => {
      expect(problemOf(error)).toMatchObject({ status: 503, code, detail: error.message });
    },
  );

  it.each([
    ['a code that stands in no table', new OfTheService('secret inside')],
    ['a code that is a word of JavaScript', new Tricky('secret inside')],
    ['a foreign error', new TypeError('secret inside')],
    ['a text', 'secret inside'],
    ['nothing', undefined],
  ])('says nothing of %s', (_, error) => {
    const problem = problemOf(error);
    expect(problem).toMatchObject({ status: 500, code: 'INTERNAL' });
    expect(JSON.stringify(problem)).not.toContain('secret');
  });
});

describe('parseIdempotencyKey', () => {
  it.each(['12345678', 'a._~-Z90', 'k'.repeat(128)])('accepts `%s`', (key) => {
    expect(parseIdempotencyKey(key)).toBe(key);
  });

  it.each([
    undefined,
    '',
    '1234567',
    'k'.repeat(129),
    'has space',
    'quote"12345',
    'ключключ',
    '12345678\n',
    ['12345678'],
    ['12345678', '12345678'],
    '12345678, 12345678',
  ])('refuses %j', (key) => {
    expect(() => parseIdempotencyKey(key)).toThrow('idempotency-key');
  });
});
