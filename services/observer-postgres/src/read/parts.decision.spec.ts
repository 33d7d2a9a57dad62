import { parseBody } from '@countersign/contracts';
import { partsOf, type Reading } from './parts.decision.js';

const reading = (holdings: number, oddities = 0, via: string[] = []): Reading => ({
  system: 'erp' as never,
  observation: `o-${'A'.repeat(22)}`,
  begun: 1_790_000_000_000,
  ended: 1_790_000_000_100,
  holdings: Array.from({ length: holdings }, (_, at) => ({
    ...{ account: `u${at}` as never, permission: `role:r${at}`, grantor: 'g', via, options: [] },
  })),
  oddities: Array.from({ length: oddities }, (_, at) => ({ account: `u${at}`, what: 'has SUPERUSER' })),
});

describe('the parts of an observation', () => {
  it.each([
    [0, 0, 1],
    [1, 0, 1],
    [500, 200, 1],
    [501, 0, 2],
    [1, 401, 3],
  ])('of %d holdings and %d oddities are %d, numbered, and lose nothing', (holdings, oddities, of) => {
    const whole = reading(holdings, oddities);
    const parts = partsOf(whole);
    expect(parts.map((part) => [part.part, part.of])).toEqual(
      Array.from({ length: of }, (_, at) => [at + 1, of]),
    );
    expect(parts.flatMap((part) => part.holdings)).toEqual(whole.holdings);
    expect(parts.flatMap((part) => part.oddities)).toEqual(whole.oddities);
    for (const part of parts) expect(parseBody('observer.observed.v1', part)).toBe(part);
  });

  it('stay below what a message takes, however long names and ways are', () => {
    const parts = partsOf(
      reading(
        1_000,
        0,
        Array.from({ length: 16 }, () => 'x'.repeat(63)),
      ),
    );
    for (const part of parts) expect((JSON.stringify(part).length * 4) / 3).toBeLessThan(230_000);
    expect(parts.flatMap((part) => part.holdings).length).toBe(1_000);
  });

  it('are none where the target holds more than all of them take: a piece of it would look like absence', () => {
    expect(partsOf(reading(1_000), 2)).toHaveLength(2);
    expect(() => partsOf(reading(1_001), 2)).toThrow(
      expect.objectContaining({ code: 'TOO_MUCH_TO_OBSERVE' }),
    );
  });
});
