import { expansionOf, isPartOf, partsIn } from './expansion.js';
import type { Holding } from './holdings.js';
import { type Over, overBy } from './over.js';
import { scopeIn } from './scope.js';
import type { Statement } from './statements.js';
import { type Setting, type Trail, trailOf } from './trail.js';
import { whyNotVoted } from './votes.js';

/** Why people or the law did not say yes to what a trail is about, or null. */
function whyNotDecided(setting: Setting, trail: Trail): string | null {
  const { cause } = trail.submitted.body;
  if (cause !== null) {
    const right = setting.law.birthrights.find(({ id }) => id === cause.birthright);
    const given = partsIn(right?.items ?? [], {});
    return right !== undefined && trail.asked.every((part) => given.some((one) => isPartOf(part, one)))
      ? null
      : 'no such birthright';
  }
  const approved = setting.statements.byHash(trail.cleared.body.approval);
  return approved?.type === 'approval.approved.v1' ? whyNotVoted(setting, trail, approved) : 'nobody voted';
}

/** Whether a line is a part of what was asked for: no other entitlement, and no further than asked. */
function isAsked({ law }: Setting, { asked }: Trail, { system, permission, entitlement }: Line): boolean {
  const named = law.entitlements.find(({ id }) => id === entitlement);
  const scope = named ? scopeIn(named, system, permission) : null;
  const parts = asked.flatMap((part) => expansionOf(law, part));
  return scope !== null && parts.some((part) => isPartOf({ item: entitlement, scope }, part));
}

type Line = Holding & { readonly entitlement: string };

/** Why one clearance does not carry one held line, or null when everything behind it is there and signed. */
function whyNotBy(
  setting: Setting,
  { system, account, permission }: Holding,
  cleared: Statement,
  over: Over | null,
): string | null {
  const { now, graceMs, boundMs, peopleAt } = setting;
  const { until, lines } = cleared.body;
  if (until !== null && until + graceMs < now) return `its time was over at ${new Date(until).toISOString()}`;
  if (over && over.at + boundMs < now)
    return `it was over at ${new Date(over.at).toISOString()}: ${over.why}`;
  const trail = trailOf(setting, cleared);
  if (typeof trail === 'string') return trail;
  const line = (lines as Line[]).find(
    (one) => one.system === system && one.account === account && one.permission === permission,
  );
  if (!line || !isAsked(setting, trail, line)) return 'it was not asked for';
  const { beneficiary } = trail.submitted.body;
  const user = peopleAt(cleared.iat).ownerOf().get(`${system} ${account}`);
  return user === beneficiary
    ? whyNotDecided(setting, trail)
    : `\`${account}\` is not an account of \`${beneficiary}\``;
}

/** Access that is held and that nothing justifies. */
export interface Unjustified extends Holding {
  readonly why: string;
}

/** Checks the trail of everything that the law has a name for and accounts of known identities hold. */
export function unjustifiedIn(setting: Setting, holdings: readonly Holding[]): Unjustified[] {
  const { law, peopleAt, now, statements } = setting;
  const isNamed = ({ system, permission }: Holding) =>
    law.entitlements.some((one) => scopeIn(one, system, permission) !== null);
  const users = peopleAt(now).ownerOf();
  const over = overBy(setting);
  const cleared = new Map<string, Statement[]>();
  for (const one of statements.of('policy.cleared.v1'))
    for (const { system, account, permission } of one.body.lines as Holding[]) {
      const key = `${system} ${account} ${permission}`;
      cleared.set(key, [...(cleared.get(key) ?? []), one]);
    }
  return holdings
    .filter((holding) => isNamed(holding) && users.has(`${holding.system} ${holding.account}`))
    .flatMap((holding) => {
      const { system, account, permission } = holding;
      const whys = (cleared.get(`${system} ${account} ${permission}`) ?? []).map((one) =>
        whyNotBy(setting, holding, one, over(one)),
      );
      if (whys.includes(null)) return [];
      return [{ ...holding, why: whys.at(-1) ?? 'it was never cleared' }];
    });
}
