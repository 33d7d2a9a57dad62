import { authorsOf, expansionOf } from './expansion.js';
import type { Law, Stage } from './law.js';
import { isBy, read } from './signed.js';
import type { Statement } from './statements.js';
import type { Setting, Trail } from './trail.js';

const levels = ['low', 'medium', 'high', 'critical'] as const;

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
export function whyNotVoted(setting: Setting, trail: Trail, approved: Statement): string | null {
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
