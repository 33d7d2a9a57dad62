// A rule in `warn` is shown to who asks and who decides, and has no effect (SEMANTICS, section 3).
import { people } from '@countersign/testing';
import { askings, controllersDecide } from '../../test/askings.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { payments, richLaw, vendors } from '../../test/rich-law.spec-only.js';

let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.begin(...controllersDecide));
const { ask, approval, given } = askings(() => desk);

const rolled = (rollout: 'warn' | 'record' | 'off', number: number) =>
  richLaw((law) => ({ rules: law.rules.map((rule) => ({ ...rule, rollout })) }), number);
const warned = async (id: string) =>
  (await desk.said('policy.assessed.v1', id)).map(({ body }) =>
    (body as { warnings: { rule: string; root: string }[] }).warnings.map(({ rule, root }) => [rule, root]),
  );

it('is in the assessment that people vote on, as a warning and no conflict', async () => {
  await desk.activates(rolled('warn', 8));
  await given('vendors', vendors);
  const id = await given('payments', payments);
  expect(await warned(id)).toEqual([[['P2P-01', people.bea]]]);
  expect(await desk.stateOf(id)).toBe('cleared');
});

it('is shown to nobody when the rule only records', async () => {
  await desk.activates(rolled('record', 8));
  await given('vendors', vendors);
  expect(await warned(await ask('payments', payments))).toEqual([[]]);
});

it('that nobody was shown is shown before anything is promised, and voted on again', async () => {
  await desk.activates(rolled('off', 8));
  await given('vendors', vendors);
  const id = await ask('payments', payments);
  const arrives = await approval(id);
  await desk.activates(rolled('warn', 9));
  await arrives();
  expect(await warned(id)).toEqual([[], [['P2P-01', people.bea]]]);
  expect(await desk.stateOf(id)).toBe('assessed');
  await (
    await approval(id)
  )();
  expect(await desk.stateOf(id)).toBe('cleared');
});
