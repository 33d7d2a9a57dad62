import type { People } from './facts.js';
import type { Holding } from './holdings.js';
import type { Content, Law, Scope, Stage } from './law.js';
import { isWithin, meet, scopeIn } from './scope.js';
import { isBy, read } from './signed.js';
import type { Statement, Statements } from './statements.js';

/** What the trail of one held line is checked against. */
export interface Setting {
  readonly deployment: string;
  readonly law: Law;
  /** As the facts were at an instant. */
  readonly peopleAt: (at: number) => People;
  readonly statements: Statements;
  /** Now, and how much later (ms) than its end something may still be there. */
  readonly now: number;
  readonly graceMs: number;
}

const levels = ['low', 'medium', 'high', 'critical'] as const;

/** Something that is asked for or given, and how far. */
interface Part {
  readonly item: string;
  readonly scope: Scope;
}

/** What a role or birthright names, within its own scope and that of whoever names it. */
function partsIn(contents: readonly Content[], within: Scope): Part[] {
  return contents.flatMap((content) => {
    const { item, scope = {} } = typeof content === 'string' ? { item: content } : content;
    const both = meet(within, scope);
    return both === null ? [] : [{ item, scope: both }];
  });
}

/** Everything that an item comes down to, and how far. */
export function expansionOf(law: Law, { item, scope }: Part): readonly Part[] {
  const role = law.roles.find(({ id }) => id === item);
  if (!role) return [{ item, scope }];
  const inner = partsIn(role.roles, scope).flatMap((one) => expansionOf(law, one));
  return [...partsIn(role.entitlements, scope), ...inner];
}
const authorsOf = (law: Law, item: string): readonly string[] => {
  const role = law.roles.find(({ id }) => id === item);
  return role
    ? [...role.authors, ...partsIn(role.roles, {}).flatMap((inner) => authorsOf(law, inner.item))]
    : [];
};

interface Voice {
  readonly person: string;
  readonly groups: readonly string[];
}

/** Whether different persons can be set to all needs of a stage, each to one. */
function isMet({ groups, quorum }: Stage, voices: readonly Voice[]): boolean {
  const able = voices.filter((voice) => groups.some(({ group }) => voice.groups.includes(group)));
  const needs = groups.flatMap(({ group, need }) => Array<string>(need).fill(group));
  const fill = (at: number, free: readonly Voice[]): boolean =>
    at === needs.length ||
    free.some(
      (voice) =>
        voice.groups.includes(needs[at] ?? '') &&
        fill(
          at + 1,
          free.filter((one) => one !== voice),
        ),
    );
  return able.length >= quorum && fill(0, able);
}

/** The documents of one trail. */
interface Trail {
  readonly cleared: Statement;
  readonly submitted: Statement;
  readonly assessed: Statement;
  readonly asked: readonly Part[];
}

const levelOf = (law: Law, ids: readonly string[], of: 'sensitivity' | 'blastRadius') =>
  levels[
    Math.max(
      ...ids.map((id) => levels.indexOf(law.entitlements.find((one) => one.id === id)?.[of] ?? 'critical')),
    )
  ];

/** Stages that the law asks for, and those that policy asked for besides. */
function stagesOf({ law }: Setting, { assessed, asked }: Trail): readonly Stage[] {
  const ids = asked.flatMap((part) => expansionOf(law, part)).map(({ item }) => item);
  const sensitivity = levelOf(law, ids, 'sensitivity') ?? 'critical';
  const blastRadius = levelOf(law, ids, 'blastRadius') ?? 'critical';
  const route = law.routes.find(
    (one) => one.sensitivity.includes(sensitivity) && one.blastRadius.includes(blastRadius),
  );
  // no route: nobody can decide, which is a stage that nothing meets
  return [...(route?.stages ?? [{ groups: [], quorum: Infinity }]), ...(assessed.body.stages as Stage[])];
}

/** A voice for this very request, by the voter's own key; or why it is none. */
function voiceOf(
  text: string,
  { deployment, peopleAt }: Setting,
  { submitted, assessed }: Trail,
): Voice | string {
  const vote = read(text);
  if (!vote) return 'a vote is no vote';
  const { dep, voter, decision, hr, ha, iat } = vote.payload as Record<string, string>;
  const person = String(voter);
  const people = peopleAt(Number(iat));
  const x = people.votingKey(person, vote.kid);
  if (x === undefined || !isBy(x, vote)) return `a vote is not by the key of \`${person}\``;
  if (dep !== deployment || hr !== submitted.hash || ha !== assessed.hash)
    return `the vote of \`${person}\` is about something else`;
  return decision === 'yes' ? { person, groups: people.groupsOf(person) } : `\`${person}\` said no`;
}

/** Why votes do not carry a request, or null. */
function whyNotVoted(setting: Setting, trail: Trail, approved: Statement): string | null {
  const { requester, beneficiary, actors } = trail.submitted.body;
  const authors = trail.asked.flatMap(({ item }) => authorsOf(setting.law, item));
  const out = new Set<string>([
    requester,
    beneficiary,
    ...actors,
    ...trail.assessed.body.excluded,
    ...authors,
  ]);
  const said = (approved.body.votes as string[]).map((text) => voiceOf(text, setting, trail));
  const wrong = said.find((one) => typeof one === 'string');
  if (wrong !== undefined) return wrong;
  const counted = (said as Voice[]).filter(({ person }) => person.startsWith('person:') && !out.has(person));
  const voices = [...new Map(counted.map((voice) => [voice.person, voice])).values()];
  const met = stagesOf(setting, trail).every((stage) => isMet(stage, voices));
  return met ? null : `${voices.length} votes do not meet the route`;
}

/** The documents that a clearance names, or which is missing. */
function trailOf({ statements }: Setting, cleared: Statement): Trail | string {
  const submitted = statements.byHash(cleared.body.hr);
  const assessed = statements.byHash(cleared.body.ha);
  if (submitted?.type !== 'request.submitted.v1' || assessed?.type !== 'policy.assessed.v1')
    return 'request or assessment is missing';
  if (assessed.body.hr !== submitted.hash) return 'the assessment is of another request';
  const items = submitted.body.items as { entitlement?: string; role?: string; scope?: Scope }[];
  return {
    cleared,
    submitted,
    assessed,
    asked: items.map(({ entitlement, role, scope = {} }) => ({ item: entitlement ?? role ?? '', scope })),
  };
}

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

const isPartOf = (part: Part, whole: Part): boolean =>
  part.item === whole.item && isWithin(part.scope, whole.scope);

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
): string | null {
  const { now, graceMs, peopleAt } = setting;
  const { until, lines } = cleared.body;
  if (until !== null && until + graceMs < now) return `its time was over at ${new Date(until).toISOString()}`;
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
        whyNotBy(setting, holding, one),
      );
      if (whys.includes(null)) return [];
      return [{ ...holding, why: whys.at(-1) ?? 'it was never cleared' }];
    });
}
