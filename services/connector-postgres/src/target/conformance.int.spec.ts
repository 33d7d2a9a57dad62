import { conformance, playCase } from '@countersign/connector-kit/testing';
import { TestTarget } from './target.spec-only.js';

let target: TestTarget;
beforeAll(async () => {
  target = await TestTarget.create();
});
afterAll(() => target.dispose());

const cases = conformance.map((one) => [one.name, one] as const);

describe('a group role of a PostgreSQL target', () => {
  it.each(cases)('%s', async (_name, one) => playCase(one, async () => target.harness()));
});

describe('a table right of a PostgreSQL target', () => {
  it.each(cases)('%s', async (_name, one) => playCase(one, async () => target.harness(target.secret)));
});

describe('a login of a PostgreSQL target', () => {
  it.each(cases)('%s', async (_name, one) => playCase(one, async () => target.harness(target.login)));
});
