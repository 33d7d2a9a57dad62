import { parseBody } from './catalogue.js';

describe('a heartbeat', () => {
  const heads = (count: number) =>
    Array.from({ length: count }, (_, n) => ({
      chain: `provisioning.provisioning.s${n}.1`,
      seq: 0,
      hash: null,
    }));
  const beat = (count: number) => ({ at: 1_900_000_000_000, heads: heads(count), bundle: 1, registry: 1 });

  it('has room for two chains of each of the fifty systems that a bundle may have, and for others', () => {
    expect(() => parseBody('provisioning.alive.v1', beat(2 * 50 + 2))).not.toThrow();
  });

  it('is bounded all the same', () => {
    expect(() => parseBody('provisioning.alive.v1', beat(257))).toThrow(
      expect.objectContaining({ code: 'SCHEMA_VIOLATION' }),
    );
  });
});
