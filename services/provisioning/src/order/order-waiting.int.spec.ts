import { aStory, ms, theRequest } from '@countersign/testing';
import { TestProvisioning } from '../../test/test-provisioning.spec-only.js';
import { endRequest } from '../end/end-access.handler.js';
import { orderWaiting } from './order-cleared.handler.js';

let provisioning: TestProvisioning;
beforeAll(async () => {
  provisioning = await TestProvisioning.start();
});
afterAll(() => provisioning.stop());
beforeEach(() => provisioning.reset());

const tick = () => provisioning.inTransaction((tx) => orderWaiting(provisioning.deps, tx));
const tokens = async () => (await provisioning.orders()).map(({ body }) => body.token);

describe('a clearance', () => {
  it.each(['*', 'erp'])(
    'waits while an operator has stopped grants (%s); what only removes does not',
    async (scope) => {
      const turn = (act: string) =>
        provisioning.rows('INSERT INTO stop_act (scope, act, actor, reason) VALUES ($1, $2, $3, $4)', [
          scope,
          act,
          'p',
          'r',
        ]);
      await turn('stop');
      await provisioning.hear(await aStory().tell());
      await tick();
      expect(await tokens()).toEqual([]);
      await turn('resume');
      await tick();
      expect(await tokens()).toEqual([1, 1]);
      await turn('stop');
      await provisioning.inTransaction((tx) => endRequest(provisioning.deps, tx, theRequest, 'WITHDRAWN'));
      expect(await tokens()).toEqual([1, 1, 2, 2]);
    },
  );

  it('waits for the law it was cleared by, which another process has read first', async () => {
    const newer = await aStory().cleared({ bundleAtLeast: 8 }).tell();
    await provisioning.hear(newer);
    await tick();
    expect(await tokens()).toEqual([]);
    expect(await provisioning.clearances()).toEqual([['waiting', 'BUNDLE_TOO_OLD']]);
    provisioning.trust = (
      await aStory()
        .under({ bundle: (usual) => ({ ...usual, number: 8 }) })
        .tell()
    ).trust;
    await tick();
    expect(await tokens()).toEqual([1, 1]);
    expect(await provisioning.clearances()).toEqual([['ordered', null]]);
  });

  it('is spent with the code of what it waited for in vain', async () => {
    await provisioning.hear(await aStory().cleared({ bundleAtLeast: 8 }).tell());
    provisioning.clock.advance(ms.minute);
    await tick();
    expect(await tokens()).toEqual([]);
    expect(await provisioning.clearances()).toEqual([['spent', 'BUNDLE_TOO_OLD']]);
  });
});
