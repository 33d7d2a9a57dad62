import { EVERYBODY } from './everybody.js';
import { OTHER } from './scope.js';
import type { Conflict, ConflictClass, ConflictLeg, RegionRow, Step } from './judgement.js';

const WHAT_HAPPENS: Readonly<Record<ConflictClass, string>> = {
  creates: 'would be broken',
  extends: 'is broken already and would be broken further',
  repeats: 'is broken already and would be broken in one more way',
};

/** How a kind of control reads; any other word reads as "acts as … (word)" or "can take over … (word)". */
const HOW_IT_READS: Readonly<Record<string, string>> = {
  owner: 'owns',
  deployer: 'deploys',
  'secret-holder': 'knows a secret of',
  sponsor: 'sponsors',
  delegate: 'is a delegate of',
  linked: 'is linked to',
  administers: 'administers',
  'can-reset': 'can reset',
};

/**
 * Sentences that a person understands: first what is broken, for whom and when, then one for each leg. Names are
 * ids and titles as the bundle gives them; instants are ISO 8601 in UTC.
 */
export function explain(conflict: Conflict): string[] {
  const { title, rule, version, control, root, sameFor } = conflict;
  const roots = root === EVERYBODY ? 'all holders together' : [root, ...sameFor].join(' and ');
  const when = conflict.windows.map(period).join(' and ');
  const reason = control === null ? '' : `: ${control}`;
  return [
    `${title} (${rule} version ${version}) ${WHAT_HAPPENS[conflict.class]} by ${roots} ${when}${reason}`,
    ...conflict.legs.map(legSentence),
  ];
}

function period({ object, from, until }: RegionRow): string {
  const where = Object.entries(object).map(
    ([name, value]) => `${name} ${value === OTHER ? 'of any other value' : value}`,
  );
  const start = `${where.length === 0 ? '' : `for ${where.join(', ')} `}from ${new Date(from).toISOString()}`;
  return until === null ? `${start} without end` : `${start} until ${new Date(until).toISOString()}`;
}

function legSentence({ path }: ConflictLeg): string {
  return sentence(path);
}

function sentence(path: readonly Step[]): string {
  return path.map((step, i) => phrase(step, i === 0 || path[i - 1]?.step === 'meets', i === 0)).join('');
}

function phrase(step: Step, isFirst: boolean, isAlone: boolean): string {
  const link = (subject: string) => (isFirst ? `${isAlone ? '' : ', and '}${subject}` : ', which');
  switch (step.step) {
    case 'controls':
      return `${link(step.from)} ${howItReads(step)} ${step.to}`;
    case 'holds':
      return `${link(step.identity)} ${holdsAs(step.state)} ${step.item}`;
    case 'contains':
      return `${link(step.role)} contains ${step.item}`;
    case 'confers':
      return `${step.others.map((other) => `, together with ${sentence(other)}`).join('')}, which gives ${step.gives} (${step.edge})`;
    case 'meets':
      return ` (${step.title})`;
  }
}

function howItReads({ how, strength }: Extract<Step, { step: 'controls' }>): string {
  if (Object.hasOwn(HOW_IT_READS, how)) return HOW_IT_READS[how] ?? how;
  return strength === 'take-over' ? `can take over (${how})` : `acts as (${how})`;
}

function holdsAs(state: Extract<Step, { step: 'holds' }>['state']): string {
  if (state === 'asked') return 'would hold';
  return state === 'reserved' ? 'has been promised' : 'holds';
}
