import type { ConflictSummary, PathStep, Scope } from '@countersign/contracts';
import { itemName } from '@countersign/statement';
import type { Story } from './api.js';
import { quotation, shown, word } from './shown.js';
import type { Task } from './task.js';

const instant = (ms: number | null | undefined) =>
  ms === null || ms === undefined ? 'no end' : new Date(ms).toISOString();

const within = (scope: Scope | undefined): string =>
  Object.entries(scope ?? {})
    .map(([dimension, values]) => ` for ${word(dimension)} ${values.map(word).join(', ')}`)
    .join('');

const step = (at: PathStep): string => {
  switch (at.step) {
    case 'controls':
      return `${word(at.from)} ${word(at.how)} ${word(at.to)}`;
    case 'holds':
      return `${word(at.identity)} holds ${word(at.item)} (${word(at.state)})${within(at.scope)}`;
    case 'contains':
      return `${word(at.role)} contains ${word(at.item)}`;
    case 'confers': {
      const beside = at.others.map((path) => `together with ${path.map(plain).join(', ')}, `);
      return `${beside.join('')}which gives ${word(at.gives)} (${word(at.edge)})`;
    }
  }
};

/** A step of a path beside another: nothing stands beside it in turn. */
const plain = (at: Extract<PathStep, { step: 'confers' }>['others'][number][number]): string =>
  step(at.step === 'confers' ? { ...at, others: [] } : at);

const object = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${word(name)} ${value === '*' ? 'of any other value' : word(value)}`)
    .join(' and ');

const kinds: Readonly<Record<ConflictSummary['kind'], string>> = {
  conflict: '',
  set: ', too many of a set',
  holders: ', too many holders',
  prerequisite: ', something needed is missing',
};

/** A conflict in lines a person understands: the rule, for whom and which objects, and how each leg is reached. */
export const describeConflict = (conflict: ConflictSummary): string[] => {
  const { rule, title, kind, effect, class: change, root, covered, objects, legs } = conflict;
  const whom = root === '*' ? 'all holders together' : word(root);
  return [
    `${word(rule)} (${word(effect)}${kinds[kind]}, ${word(change)}${covered ? ', covered by an exception' : ''}), in ${whom}:`,
    ...quotation(title),
    ...(objects.length === 0 ? [] : [`  for ${objects.map(object).join('; ')}`]),
    ...legs.map(({ duty, path }) => `  ${word(duty)}: ${path.map(step).join(', ')}`),
  ];
};

/** What a rule that only warns says: it refuses nothing, and whoever decides is to know it. */
const describeWarning = (warning: ConflictSummary): string[] => {
  const [first = '', ...rest] = describeConflict(warning);
  return [`warning only: ${first}`, ...rest];
};

/** Pending requests that collide with this one, by id: they refuse nothing now, and the first of them to be reserved will. */
const describeContends = ({ contends, contendsMore }: Task['assessed']): string[] => [
  ...(contends.length === 0
    ? []
    : [
        `  collides with what is still pending: ${contends.map(word).join(', ')}`,
        '    of two that collide, the one reserved first stands, and the other is refused then',
      ]),
  ...(contendsMore ? ['  may collide with more that is pending: not all of it could be looked at'] : []),
];

const through = (actors: readonly string[]) =>
  actors.length === 0 ? '' : `, for whom acts ${actors.map(word).join(', for whom acts ')}`;

/** Something to decide, in full, out of the bytes that a vote binds. */
export function describeTask({ request, ha, submitted, assessed }: Task): string {
  const { requester, actors, source, beneficiary, items, window, drops, allOrNothing } = submitted;
  return [
    `${word(request)}: ${items.map((item) => `${word(itemName(item))}${within(item.scope)}`).join(', ')} for ${word(beneficiary)}`,
    `  asked by ${word(requester)}${through(actors)}, through ${word(source)}:`,
    ...quotation(submitted.reason),
    `  from ${instant(window.from)} until ${instant(assessed.until)}; decide before ${instant(assessed.deadline)}`,
    ...drops.map((id) => `  gives up what ${word(id)} gave`),
    ...(allOrNothing ? ['  all or nothing: what one target refuses is given in none'] : []),
    ...assessed.lines.map(
      ({ entitlement, permission, system, account, scope }) =>
        `  ${word(entitlement)}${within(scope)} = ${word(permission)} on ${word(system)}/${word(account)}`,
    ),
    ...(assessed.conflicts.length === 0 ? ['  no conflict'] : []),
    ...assessed.conflicts.flatMap(describeConflict).map((line) => `  ${line}`),
    ...assessed.warnings.flatMap(describeWarning).map((line) => `  ${line}`),
    ...describeContends(assessed),
    `  to decide: countersign vote ${word(ha)} yes|no`,
  ].join('\n');
}

/** Why a statement says what it says, where it gives reasons: codes and sentences of others. */
function reasonsIn(body: unknown): { code: string; message: string }[] {
  const reasons: unknown = (body as { readonly reasons?: unknown } | null)?.reasons;
  return (Array.isArray(reasons) ? reasons : []).flatMap((reason: unknown) => {
    const { code, message } = (reason ?? {}) as { readonly code?: unknown; readonly message?: unknown };
    return typeof code === 'string' && typeof message === 'string' ? [{ code, message }] : [];
  });
}

/** What an assessment warns of, for whoever asked. */
function warningsIn(body: unknown): string[] {
  const warnings: unknown = (body as { readonly warnings?: unknown } | null)?.warnings;
  return (Array.isArray(warnings) ? warnings : []).flatMap((warning: unknown) => {
    const { rule, title } = (warning ?? {}) as { readonly rule?: unknown; readonly title?: unknown };
    return typeof rule === 'string' && typeof title === 'string'
      ? [`    warning only: ${word(rule)}`, ...quotation(title, '    ')]
      : [];
  });
}

/** A story: where it stands, what it waits for, and every statement so far with its reasons and warnings. */
export function describeStory({ request, state, waitsFor, steps }: Story): string {
  const waits = waitsFor ? `, waits for ${shown(waitsFor.what)} (${word(waitsFor.on)})` : '';
  return [
    `${word(request)} is ${shown(state)}${waits}`,
    ...steps.flatMap(({ iat, type, iss, hash, body }) => [
      `  ${instant(iat)}  ${word(type).padEnd(30)} ${word(iss).padEnd(14)} ${word(hash).slice(0, 12)}`,
      ...warningsIn(body),
      ...reasonsIn(body).flatMap(({ code, message }) => [`    ${word(code)}`, ...quotation(message, '    ')]),
    ]),
  ].join('\n');
}
