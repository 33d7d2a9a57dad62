import type { ConflictSummary, PathStep } from '@countersign/contracts';
import { itemName } from '@countersign/statement';
import type { Story, Task } from './api.js';

/** Free text of others as one visible line: no control characters, no direction marks, nothing that imitates our own words. */
export const shown = (text: string): string =>
  `“${text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16) ?? ''}}`)}”`;

const instant = (ms: number | null | undefined) =>
  ms === null || ms === undefined ? 'no end' : new Date(ms).toISOString();

const step = (at: PathStep): string => {
  if (at.step === 'controls') return `${at.from} ${at.how} ${at.to}`;
  return at.step === 'holds'
    ? `${at.identity} holds ${at.item} (${at.state})`
    : `${at.role} contains ${at.item}`;
};

/** A conflict in lines a person understands: the rule, and how each leg is reached. */
export const describeConflict = ({ rule, title, effect, root, legs }: ConflictSummary): string[] => [
  `${rule} ${title} (${effect}), in ${root}:`,
  ...legs.map(({ duty, path }) => `  ${duty}: ${path.map(step).join(', ')}`),
];

/** Something to decide, in full. */
export function describeTask({ request, submitted, assessed, deadline }: Task): string {
  return [
    `${request}: ${submitted.items.map(itemName).join(', ')} for ${submitted.beneficiary}`,
    `  asked by ${submitted.requester} through ${submitted.source}: ${shown(submitted.reason)}`,
    `  until ${instant(assessed.until)}; decide before ${instant(deadline)}`,
    ...assessed.lines.map(
      (line) => `  ${line.entitlement} = ${line.permission} on ${line.system}/${line.account}`,
    ),
    ...assessed.conflicts.flatMap(describeConflict).map((line) => `  ${line}`),
  ].join('\n');
}

/** A story: where it stands, what it waits for, and every statement so far. */
export function describeStory({ request, state, waitsFor, steps }: Story): string {
  const waits = waitsFor ? `, waits for ${waitsFor.what} (${waitsFor.on})` : '';
  return [
    `${request} is ${state}${waits}`,
    ...steps.map(
      ({ iat, type, iss, hash }) =>
        `  ${instant(iat)}  ${type.padEnd(30)} ${iss.padEnd(14)} ${hash.slice(0, 12)}`,
    ),
  ].join('\n');
}
