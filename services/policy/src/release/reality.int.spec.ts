import type { BundleDocument } from '@countersign/contracts/governance';
import { aFact, instantAt, itemOf, keyring, ms, people, type Plain } from '@countersign/testing';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';

type Law = Plain<BundleDocument>;
const { bea } = people;
const release = {
  account: 'u1001',
  permission: 'role:erp_payment_release',
  grantor: 'dba',
  via: [],
  options: [],
};
const held = (rule: string) => `CONFLICT_HELD ${bea} ${rule}`;
const beside = (permission: string) => `ACCESS_NEVER_ORDERED erp u1001 ${permission}`;

let desk: PolicyDesk;
beforeAll(async () => (desk = await PolicyDesk.open()));
beforeEach(() => desk.begin());
afterAll(() => desk.close());

const sees = async (...holdings: object[]) => {
  desk.clock.advance(1_000);
  await desk.observes(holdings);
};
/** She holds the half that creates vendors, applied and seen. */
const creates = {
  account: 'u1001',
  permission: 'role:erp_vendor_create',
  grantor: 'g',
  via: [],
  options: [],
};
const holdsCreate = async () => {
  const { id } = await desk.asks('half');
  await desk.approves(id);
  await desk.answers(1, [id]);
  await sees(creates);
  return id;
};

describe('what a target holds and nobody ordered', () => {
  it('counts in the judgement of its holder: the other half is vetoed', async () => {
    await sees(release);
    const { id } = await desk.asks('other-half');
    expect([await desk.stateOf(id), await desk.reasons('policy.vetoed.v1', id)]).toEqual([
      'vetoed',
      ['CONFLICT'],
    ]);
  });

  it('counts no longer once it is seen to be gone', async () => {
    await sees(release);
    await sees();
    expect(await desk.stateOf((await desk.asks('other-half')).id)).toBe('assessed');
  });

  it.each(['connector-erp', 'observer-erp'])(
    'counts on while the chain of %s is open, and what is new counts at once',
    async (watcher) => {
      await sees(release);
      desk.gaps.add(watcher);
      await sees();
      expect([await desk.stateOf((await desk.asks('other-half')).id), await desk.findings()]).toEqual([
        'vetoed',
        [beside(release.permission)],
      ]);
      const news = { ...release, permission: 'role:erp_vendor_read' };
      await sees(news);
      expect(await desk.findings()).toEqual([beside(release.permission), beside(news.permission)].sort());
      desk.gaps.clear();
      await sees(news);
      expect(await desk.findings()).toEqual([beside(news.permission)]);
      expect(await desk.stateOf((await desk.asks('then')).id)).toBe('assessed');
    },
  );

  it('makes a clearance untrue that was given before it was seen', async () => {
    const { id } = await desk.asks('half');
    await desk.approves(id);
    const clearance = async () =>
      (await desk.rows('SELECT state FROM clearance WHERE request = $1', id))[0]?.['state'];
    expect(await clearance()).toBe('open');
    await sees(release);
    expect(await clearance()).toBe('withdrawn');
    await desk.run('clear');
    expect(await desk.stateOf(id)).toBe('withdrawn');
  });

  it('is a conflict that is found, beside what was ordered, as long as it is there', async () => {
    await holdsCreate();
    await sees(creates, release);
    await desk.run('scanRoots');
    expect(await desk.findings()).toEqual([beside(release.permission), held('P2P-01')].sort());
    const [due] = await desk.rows(
      `SELECT due_at - opened_at AS left FROM finding WHERE code = 'CONFLICT_HELD'`,
    );
    expect(Number(due?.['left'])).toBe(14 * ms.day);
    await sees(creates);
    await desk.run('scanRoots');
    expect(await desk.findings()).toEqual([]);
  });

  it('is shown, without a deadline, by a rule that is in `record` or `warn`, before that refuses anybody', async () => {
    await sees(creates, release);
    for (const [number, rollout, code] of [
      [8, 'record', 'CONFLICT_RECORDED'],
      [9, 'warn', 'CONFLICT_RECORDED'],
      [10, 'enforce', 'CONFLICT_HELD'],
    ] as const) {
      const rules = (usual: Law) => usual.rules.map((rule) => ({ ...rule, rollout }));
      await desk.activates(keyring().bundle((usual) => ({ ...usual, number, rules: rules(usual) })));
      await desk.run('scanRoots');
      const open = await desk.rows(
        `SELECT code, due_at IS NOT NULL AS due FROM finding WHERE subject = $1 AND closed_at IS NULL`,
        `${bea} P2P-01`,
      );
      expect(open).toEqual([{ code, due: rollout === 'enforce' }]);
    }
  });

  it('says nothing new when it is seen again: nobody waits for it', async () => {
    await sees(release);
    const epochs = () => desk.rows('SELECT id, epoch FROM root ORDER BY id');
    const before = await epochs();
    await sees(release);
    expect(await epochs()).toEqual(before);
  });
});

describe('what a target held before anything was ordered there', () => {
  const law = (mode: 'shadow' | 'enforce', number: number) =>
    keyring().bundle((usual) => ({
      ...usual,
      number,
      systems: usual.systems.map((system) => ({ ...system, mode })),
    }));
  const due = async () =>
    (
      await desk.rows(
        `SELECT due_at::float8 AS due FROM finding WHERE code = 'ACCESS_ADOPTED' AND closed_at IS NULL`,
      )
    ).map((row) => row['due']);

  it('is adopted while the system takes over what it finds, counts, and has its deadline from the first day on', async () => {
    await desk.activates(law('shadow', 8));
    await sees(release);
    const since = desk.clock.now();
    const adopted = [`ACCESS_ADOPTED erp u1001 ${release.permission}`];
    expect([await desk.findings(), await due()]).toEqual([adopted, [since + 90 * ms.day]]);
    expect(await desk.stateOf((await desk.asks('other-half')).id)).toBe('vetoed');
    await desk.activates(law('enforce', 9));
    await sees(release);
    expect([await desk.findings(), await due()]).toEqual([adopted, [since + 90 * ms.day]]);
  });

  it('is not what turned up later: nobody ordered that', async () => {
    await desk.activates(law('shadow', 8));
    await sees();
    await desk.activates(law('enforce', 9));
    await sees(release);
    expect(await desk.findings()).toEqual([beside(release.permission)]);
  });
});

describe('a conflict that comes about without a request', () => {
  const linked = () =>
    aFact('identity.linked.v1', {
      person: bea,
      account: { system: 'erp', account: 'u9999' },
      effective: instantAt(desk.clock.now()),
      until: null,
    });

  it('is found when an account with the other half turns out to be hers', async () => {
    await holdsCreate();
    await sees(creates, { ...release, account: 'u9999' });
    await desk.run('scanRoots');
    expect(await desk.findings()).toEqual([`ACCESS_NEVER_ORDERED erp u9999 ${release.permission}`]);
    await desk.states(linked());
    await desk.run('scanRoots');
    expect(await desk.findings()).toContain(held('P2P-01'));
  });
});

describe('a role that has changed since', () => {
  it('gives nobody who held it before what is new in it unjudged', async () => {
    await holdsCreate();
    const { id } = await desk.asks('role', { items: [itemOf('role:employee')] });
    await desk.approves(id);
    expect(await desk.stateOf(id)).toBe('cleared');
    const wider = keyring().bundle((usual) => ({
      ...usual,
      number: usual.number + 1,
      roles: usual.roles.map((role) =>
        role.id === 'role:employee'
          ? {
              ...role,
              version: role.version + 1,
              entitlements: [...role.entitlements, 'erp:payment:release'],
            }
          : role,
      ),
    }));
    desk.under(wider);
    const items = [{ ...itemOf('role:employee'), version: 2 }];
    const again = await desk.asks('again', { items });
    expect(await desk.stateOf(again.id)).toBe('vetoed');
  });
});

describe('what a connector may not take back', () => {
  const stays = { code: 'GRANTOR_OUT_OF_REACH', message: 'it was given by `dba`' };
  const found = `${stays.code} erp u1001 ${creates.permission}`;

  it('is found as long as it is there, and no longer', async () => {
    const id = await holdsCreate();
    desk.clock.advance(1_000);
    await desk.answers(2, [id], { findings: [stays] });
    await sees(creates);
    expect(await desk.findings()).toContain(found);
    await sees();
    expect(await desk.findings()).not.toContain(found);
  });

  it('is not closed by who looked before it was found', async () => {
    const id = await holdsCreate();
    const begun = desk.clock.now();
    desk.clock.advance(1_000);
    await desk.answers(2, [id], { findings: [stays] });
    const observation = `o-${String(begun + 1).padStart(22, '0')}`;
    await desk.hear('observer.observed.v1', {
      ...{ system: 'erp', observation, begun, ended: begun, part: 1, of: 1, holdings: [], oddities: [] },
    });
    expect(await desk.findings()).toContain(found);
  });
});

describe('an observation that claims to be of tomorrow', () => {
  it('frees nothing before it is tomorrow: it has seen no more than is there now', async () => {
    const { id } = await desk.asks('line');
    await desk.approves(id);
    await desk.answers(1, [id]);
    await desk.answers(2, []);
    const now = desk.clock.now();
    const [observation, begun] = [`o-${String(now).padStart(22, '0')}`, now + ms.hour];
    await desk.hear('observer.observed.v1', {
      ...{ system: 'erp', observation, begun, ended: begun, part: 1, of: 1, holdings: [], oddities: [] },
    });
    expect((await desk.rows('SELECT state FROM reserved_line'))[0]?.['state']).toBe('gone');
  });
});

describe('an order that a connector refused', () => {
  it('is not what its place has come to: later words count', async () => {
    const { id } = await desk.asks('line');
    await desk.approves(id);
    await desk.answers(1, [id]);
    await desk.answers(2 ** 45, [id], { outcome: 'refused', code: 'TOKEN_JUMPED', newest: 1 });
    await desk.answers(2, []);
    expect((await desk.rows('SELECT state FROM reserved_line'))[0]?.['state']).toBe('gone');
  });
});
