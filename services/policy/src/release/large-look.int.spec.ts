import type { Holding, Observed } from '@countersign/contracts/observer';
import { keyring, largeHoldings, largeLook, largeTarget } from '@countersign/testing';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { takeObservation } from './observe.handler.js';

// a bound for a machine that does other work as well, not an expectation
jest.setTimeout(240_000);

let desk: PolicyDesk;
const all = largeHoldings();
const [first, last] = [all[1] as Holding, all.at(-1) as Holding];
const placeOf = ({ account, permission }: Holding) => `erp ${account} ${permission}`;

/** The law has a name for everything that the large target can give. */
const law = keyring().bundle((usual) => ({
  ...usual,
  entitlements: [
    ...usual.entitlements,
    ...largeTarget.roles.map((role, at) => ({
      ...{ id: `erp:large:r${at}`, title: role, sensitivity: 'low' as const, blastRadius: 'low' as const },
      permission: `role:${role}`,
    })),
  ],
}));

/**
 * Every account was given all that it holds by a request of its own, and the connector has said so; all but the first were seen with it. What one
 * more request gave is gone, by the connector's word, and keeps its slot until a look agrees.
 */
async function orderedEverything(): Promise<void> {
  const at = desk.clock.now();
  const requests = [...largeTarget.accounts, 'leaving'];
  await desk.rows(
    `INSERT INTO request (id, hr, asked_at, submitted, beneficiary, state) SELECT r, r, 0, '{}', 'person:' || r, 'cleared' FROM unnest($1::text[]) r`,
    requests,
  );
  await desk.rows(
    `INSERT INTO reservation (id, request, beneficiary, items, starts, state, clear_at)
     SELECT r, r, 'person:' || r, '{}', 0, CASE r WHEN 'leaving' THEN 'ending' ELSE 'live' END, 0 FROM unnest($1::text[]) r`,
    requests,
  );
  await desk.rows(
    `INSERT INTO reserved_line (reservation, system, account, permission, entitlement, state, answered_at, applied_at, token)
     SELECT account, 'erp', account, permission, 'erp:large:r', CASE account WHEN $5 THEN 'applied' ELSE 'held' END, $3, $3, 1 FROM unnest($1::text[], $2::text[]) AS h (account, permission)
     UNION ALL SELECT 'leaving', 'erp', $4, 'role:left', 'erp:large:r', 'gone', $3::bigint, $3, 2`,
    all.map(({ account }) => account),
    all.map(({ permission }) => permission),
    at,
    last.account,
    first.account,
  );
  await desk.rows(
    `INSERT INTO slot (reservation, root, rule, leg, during, enforced) VALUES ('leaving', 'person:1', 'P2P-01', 'duty:pay', '[0,)', true)`,
  );
}

beforeAll(async () => {
  desk = await PolicyDesk.open();
  await desk.begin();
  desk.under(law);
  await orderedEverything();
});
afterAll(() => desk.close());

const arrive = async (parts: readonly Observed[]) => {
  for (const part of parts) await desk.inTransaction((tx) => takeObservation(desk.deps, tx, part));
};
/** The next look, in its parts, none of which has arrived yet. */
const looks = (holdings: readonly Holding[]) => {
  desk.clock.advance(1_000);
  return largeLook('erp', desk.clock.now(), holdings);
};
const states = async () =>
  Object.fromEntries(
    (await desk.rows(`SELECT state, count(*)::int AS lines FROM reserved_line GROUP BY state`)).map(
      ({ state, lines }) => [state, lines],
    ),
  );
const slots = async () => (await desk.rows('SELECT reservation FROM slot')).map((row) => row['reservation']);

describe('a look at 10^5 memberships, all of which were ordered', () => {
  it('concludes nothing while one of its parts is lost, whichever came twice, and finds nothing once that has come', async () => {
    const parts = looks(all);
    const lost = parts.at(-2);
    await arrive([...parts.filter((part) => part !== lost), ...parts.slice(0, 2)]);
    const before = { applied: 101, held: all.length - 101, gone: 1 };
    expect([await desk.findings(), await states(), await slots()]).toEqual([[], before, ['leaving']]);
    await arrive(parts.filter((part) => part === lost));
    const after = { held: all.length, absent: 1 };
    expect([await desk.findings(), await states(), await slots()]).toEqual([[], after, []]);
  });

  it('finds the one that is missing', async () => {
    await arrive(looks(all.filter((holding) => holding !== first)));
    expect(await desk.findings()).toEqual([`ACCESS_MISSING ${placeOf(first)}`]);
  });

  it('finds the one more that nobody ordered, and no more what is there again', async () => {
    const more = { ...last, account: `${last.account}0` as Holding['account'] };
    await arrive(looks([...all, more]));
    expect(await desk.findings()).toEqual([`ACCESS_NEVER_ORDERED ${placeOf(more)}`]);
  });
});
