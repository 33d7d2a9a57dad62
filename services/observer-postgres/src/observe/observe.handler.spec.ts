import type { Draft } from '@countersign/contracts';
import type { Observed } from '@countersign/contracts/observer';
import { fixedClock, ms } from '@countersign/testing';
import { catalogueOf } from '../read/catalogue.spec-only.js';
import { TargetUnreadable } from '../read/observation.errors.js';
import type { ObserverDeps } from './observer-deps.js';
import { observe } from './observe.handler.js';
import { Schedule } from './schedule.js';

const scene = () => {
  const clock = fixedClock();
  const said: Observed[] = [];
  const committed: Observed[][] = [];
  const stage = {
    clock,
    committed,
    catalogue: () => catalogueOf({ logins: ['u1'] }),
    onCommit: () => undefined as void,
    onIssue: () => undefined as void,
  };
  const deps = {
    clock,
    system: 'erp',
    topic: 'observer.erp',
    schedule: new Schedule({ everyMs: 5 * ms.second, repeatMs: ms.minute }),
    newObservation: () => `o-${'A'.repeat(22)}`,
    read: async () => stage.catalogue(),
    dataSource: {
      transaction: async (_level: string, work: (tx: object) => Promise<void>) => {
        said.length = 0;
        await work({});
        stage.onCommit();
        committed.push([...said]);
      },
    },
    issuer: {
      issue: async (_tx: unknown, { body }: Draft<string, Observed>) => {
        stage.onIssue();
        said.push(body);
      },
    },
  } as unknown as ObserverDeps;
  return { stage, deps };
};
const fails = (error: Error) => () => {
  throw error;
};
const away = new TargetUnreadable('the target cannot be read now');

describe('observing', () => {
  it('states what was read, begun before and ended after the reading', async () => {
    const { stage, deps } = scene();
    const begun = stage.clock.now();
    stage.catalogue = () => (stage.clock.advance(30), catalogueOf({ logins: ['u1'] }));
    await observe(deps);
    const holdings = [{ account: 'u1', permission: 'login:yes', grantor: null, via: [], options: [] }];
    expect(stage.committed).toEqual([
      [expect.objectContaining({ system: 'erp', begun, ended: begun + 30, part: 1, of: 1, holdings })],
    ]);
  });

  it('states all parts in one transaction, or none', async () => {
    const { stage, deps } = scene();
    stage.catalogue = () => catalogueOf({ logins: Array.from({ length: 501 }, (_, at) => `u${at}`) });
    await observe(deps);
    expect(stage.committed.map((parts) => parts.map(({ part, of }) => `${part}/${of}`))).toEqual([
      ['1/2', '2/2'],
    ]);
    stage.clock.advance(5 * ms.second);
    stage.catalogue = () => catalogueOf({ logins: Array.from({ length: 502 }, (_, at) => `u${at}`) });
    let issues = 0;
    stage.onIssue = () => (++issues === 2 ? fails(away)() : undefined);
    await expect(observe(deps)).rejects.toBe(away);
    expect(stage.committed).toHaveLength(1);
  });

  it('states nothing of a target that cannot be read, and an empty one as empty', async () => {
    const { stage, deps } = scene();
    stage.catalogue = fails(away);
    await expect(observe(deps)).rejects.toBe(away);
    expect(stage.committed).toEqual([]);
    stage.clock.advance(5 * ms.second);
    stage.catalogue = () => catalogueOf({});
    await observe(deps);
    expect(stage.committed).toMatchObject([[{ holdings: [], part: 1, of: 1 }]]);
  });

  it.each([
    ['the target cannot be read', 'catalogue'],
    ['the database does not commit', 'onCommit'],
  ] as const)('answers a hint with the next reading when %s', async (_name, what) => {
    const { stage, deps } = scene();
    await observe(deps);
    deps.schedule.hint();
    const working = stage[what];
    stage[what] = fails(away);
    await expect(observe(deps)).rejects.toBe(away);
    stage[what] = working as never;
    await observe(deps);
    expect(stage.committed).toHaveLength(2); // though nothing changed: somebody waits
    await observe(deps);
    expect(stage.committed).toHaveLength(2);
  });

  it('says again what is not new only after a while', async () => {
    const { stage, deps } = scene();
    for (let second = 0; second <= 65; second += 5) {
      await observe(deps);
      stage.clock.advance(5 * ms.second);
    }
    expect(stage.committed).toHaveLength(2);
  });
});
