import type { BundleDocument } from '@countersign/contracts/governance';
import type { Bundle } from '@countersign/statement';
import { keyring, ms, people, type Plain } from '@countersign/testing';
import { askings, controllersDecide } from '../../test/askings.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';

type Law = Plain<BundleDocument>;
const [earlier, later, payments] = ['erp:vendor:create', 'erp:supplier:create', 'erp:payment:release'];

/** The usual law in which what creates vendors has another name, for the very same permission of the target. */
const renamed = (change: (law: Law) => Partial<Law> = () => ({})): Bundle =>
  keyring().bundle((usual) => {
    const text = JSON.stringify({ ...usual, number: 8 }).replaceAll(earlier, later);
    const law = JSON.parse(text) as Law;
    return { ...law, ...change(law) };
  });
/** Its first rule alone, guarded twice. */
const critical = ({ rules }: Law) => ({
  rules: rules.slice(0, 1).map((rule) => ({ ...rule, critical: true })),
});

let desk: PolicyDesk;
const { ask, given } = askings(() => desk);
beforeAll(async () => (desk = await PolicyDesk.open()));
beforeEach(() => desk.begin(...controllersDecide));
afterAll(() => desk.close());

describe('what a law calls by another name', () => {
  it('is held by that name by whoever holds it: the other half is vetoed', async () => {
    await given('half', earlier);
    await desk.activates(renamed());
    expect(await desk.stateOf(await ask('other', payments))).toBe('vetoed');
  });

  it('stands in the constraint of a critical rule', async () => {
    await given('half', earlier);
    await desk.activates(renamed(critical));
    expect(await desk.rows('SELECT rule, leg, enforced FROM slot')).toEqual([
      { rule: 'P2P-01', leg: 'duty:maintain-vendors', enforced: true },
    ]);
  });

  it('is counted among heads', async () => {
    await given('half', earlier);
    const rule = {
      ...{ id: 'VEN-01', version: 1, title: 'One keeps vendors', control: '', most: 1 },
      ...{ holders: 'duty:maintain-vendors', effect: 'prohibit' as const, rollout: 'enforce' as const },
    };
    await desk.activates(renamed(({ rules }) => ({ rules: [...rules, rule] })));
    expect(await desk.stateOf(await ask('second', later, people.mallory))).toBe('vetoed');
  });

  it('counts in the total of what may be held again and again', async () => {
    const { id } = await desk.asks('first');
    await desk.approves(id);
    await desk.activates(
      renamed(({ routes }) => ({
        routes: routes.map((route) => ({ ...route, maxDays: 30, maxTotalDays: 30 })),
      })),
    );
    const from = desk.clock.now() + 30 * ms.day;
    const items = [{ entitlement: later, scope: {} }];
    const again = await desk.asks('again', { items, window: { from, until: from + 10 * ms.day } });
    expect(await desk.reasons('policy.vetoed.v1', again.id)).toEqual(['TOTAL_REACHED']);
  });

  it('counts in a time bound also once it is gone', async () => {
    const rule = {
      ...{ id: 'VEN-02', version: 1, title: 'For a while', control: '', rollout: 'enforce' as const },
      ...{ legs: ['duty:maintain-vendors', 'duty:post-invoices'], effect: 'time-bound' as const },
      ...{ maxDays: 21, perDays: 60 },
    };
    await desk.activates(keyring().bundle((usual) => ({ ...usual, rules: [rule] })));
    const both = (vendors: string) =>
      [vendors, 'erp:invoice:post'].map((entitlement) => ({ entitlement, scope: {} }));
    const window = (days: number) => ({
      from: desk.clock.now(),
      until: desk.clock.now() + days * ms.day,
    });
    const { id } = await desk.asks('first', { items: both(earlier), window: window(20) });
    await desk.approves(id);
    const permissions = ['role:erp_vendor_create', 'role:erp_invoice_post'];
    for (const permission of permissions) await desk.answers(1, [id], { permission });
    desk.clock.advance(20 * ms.day);
    for (const permission of permissions) await desk.answers(2, [], { permission });
    desk.clock.advance(1_000);
    await desk.observes();
    expect(await desk.stateOf(id)).toBe('ended');
    await desk.activates(renamed(() => ({ rules: [rule] })));
    const again = await desk.asks('again', { items: both(later), window: window(10) });
    expect(await desk.stateOf(again.id)).toBe('vetoed');
  });
});
