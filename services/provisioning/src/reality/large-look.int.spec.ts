import type { Holding, Observed } from '@countersign/contracts/observer';
import { keyring, largeHoldings, largeLook, largeTarget } from '@countersign/testing';
import { TestProvisioning } from '../../test/test-provisioning.spec-only.js';
import { pauseMs } from './unordered.decision.js';

// a bound for a machine that does other work as well, not an expectation
jest.setTimeout(240_000);

let provisioning: TestProvisioning;
const all = largeHoldings();
/** The first half of the accounts was given what it holds; what the others hold was adopted. */
const half = all.length / 2;
const [ordered, adopted] = [all[1] as Holding, all.at(-1) as Holding];
const placeOf = ({ account, permission }: Holding) => `${account} ${permission}`;

/** The law has a name for everything that the large target can give: what nobody ordered there goes. */
const law = (mode: 'enforce' | 'shadow') =>
  keyring().bundle((usual) => ({
    ...usual,
    systems: usual.systems.map((system) => ({ ...system, mode })),
    entitlements: [
      ...usual.entitlements,
      ...largeTarget.roles.map((role, at) => ({
        ...{ id: `erp:large:r${at}`, title: role, sensitivity: 'low' as const, blastRadius: 'low' as const },
        permission: `role:${role}`,
      })),
    ],
  }));

beforeAll(async () => {
  provisioning = await TestProvisioning.start();
  await provisioning.reset();
  provisioning.trust = keyring().trust(law('enforce'));
  await provisioning.rows(
    `INSERT INTO desired (system, account, permission, token, answered_token, ordered_at, answered_at, grants, adopted_at)
     SELECT 'erp', account, permission, g, g, ordered, ordered, CASE g WHEN 1 THEN $4::jsonb ELSE '[]' END, CASE g WHEN 0 THEN $3::bigint END
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS h (account, permission, n),
          LATERAL (SELECT (n <= $5)::int AS g, CASE WHEN n <= $5 THEN $3::bigint END AS ordered) AS o`,
    [
      all.map(({ account }) => account),
      all.map(({ permission }) => permission),
      provisioning.clock.now(),
      JSON.stringify([{ clearance: 'A'.repeat(43), request: 'r-large'.padEnd(24, '0'), until: null }]),
      half,
    ],
  );
});
afterAll(() => provisioning.stop());

const arrive = async (parts: readonly Observed[]) => {
  for (const part of parts) await provisioning.seen('erp', part.holdings, part);
};
/** The next look, in its parts, none of which has arrived yet. */
const looks = (holdings: readonly Holding[]) => {
  provisioning.clock.advance(pauseMs + 1);
  return largeLook('erp', provisioning.clock.now(), holdings);
};
/** What was ordered away, and how much is ordered, and adopted. */
const outcome = async () => {
  const [kept] = await provisioning.rows(
    `SELECT count(*) FILTER (WHERE grants <> '[]')::int AS ordered, count(*) FILTER (WHERE adopted_at IS NOT NULL)::int AS adopted FROM desired`,
  );
  const away = (await provisioning.orders()).map(({ body }) => `${body.account} ${body.permission}`);
  return { away, ...kept };
};
const untouched = { away: [], ordered: half, adopted: half };

describe('a look at 10^5 memberships, half of them ordered, half adopted', () => {
  it('changes nothing while one of its parts is lost, whichever came twice, nor once that has come', async () => {
    const parts = looks(all);
    const lost = parts.at(-2);
    await arrive([...parts.filter((part) => part !== lost), ...parts.slice(0, 2)]);
    expect(await outcome()).toEqual(untouched);
    await arrive(parts.filter((part) => part === lost));
    expect(await outcome()).toEqual(untouched);
  });

  it('without one that was ordered orders nothing: that is for policy to find', async () => {
    await arrive(looks(all.filter((holding) => holding !== ordered)));
    expect(await outcome()).toEqual(untouched);
  });

  it('with one more orders that away, and nothing else', async () => {
    const more = { ...adopted, account: `${adopted.account}0` as Holding['account'] };
    await arrive(looks([...all, more]));
    expect(await outcome()).toEqual({ ...untouched, away: [placeOf(more)] });
  });

  it('without one that was adopted adopts that no longer, and all others', async () => {
    await arrive(looks(all.filter((holding) => holding !== adopted)));
    expect(await outcome()).toMatchObject({ adopted: half - 1 });
    const left = await provisioning.rows(
      `SELECT account || ' ' || permission AS place FROM desired WHERE grants = '[]' AND adopted_at IS NULL AND token = 0`,
    );
    expect(left).toEqual([{ place: placeOf(adopted) }]);
  });

  it('of which nothing is left adopts nothing of it any longer', async () => {
    await arrive(looks([]));
    expect(await outcome()).toMatchObject({ ordered: half, adopted: 0 });
  });

  it('adopts ten thousand at a time of what nobody ordered, in a system that adopts', async () => {
    provisioning.trust = keyring().trust(law('shadow'));
    const before = (await outcome()).away;
    for (const adopted of [10_000, 20_000]) {
      await arrive(looks(all));
      expect(await outcome()).toEqual({ away: before, ordered: half, adopted });
    }
  });
});
