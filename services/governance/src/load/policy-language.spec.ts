// docs/policy-language.md: every law on the page loads without a warning, and every case comes to what the page says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileMatrix, type Conflict, judge, type RuleBook, type World } from '@countersign/conflicts';
import { lawBook } from '@countersign/statement';
import { parse } from 'yaml';
import type { BundleContent } from '../content.js';
import { loadPolicy } from './load-policy.js';

interface Asked {
  readonly item: string;
  readonly scope?: Record<string, string[]>;
  readonly until?: string;
}
type Items = Readonly<Record<string, readonly (string | Asked)[]>>;
interface Case {
  readonly holds?: Items;
  readonly asks: Items;
  readonly controls?: readonly (readonly [from: string, how: 'can-reset', to: string])[];
  readonly silent?: readonly string[];
  readonly answer: string;
  readonly until?: string;
  readonly conflicts: readonly string[];
}

const page = readFileSync(join(__dirname, '../../../../docs/policy-language.md'), 'utf8');
const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
const [base = '', ...examples] = blocks;
const pairs = examples.flatMap((law, i) => {
  const name = [...law.matchAll(/id: ([^,\n]+)/g)].map(([, id]) => id).join(', ');
  return i % 2 === 0 ? [[name, law, examples[i + 1] ?? ''] as const] : [];
});

const at = Date.parse('2030-06-01T00:00:00.000Z');
const millis = (text: string) => Date.parse(text);

const grantsOf = (items: Items, state: 'held' | 'asked', from: number) =>
  Object.entries(items).flatMap(([identity, list]) =>
    list.map((one) => {
      const { item, scope, until }: Asked = typeof one === 'string' ? { item: one } : one;
      const window = { from, until: until === undefined ? null : millis(until) };
      return { identity, item, state, window, ...(scope ? { scope } : {}) };
    }),
  );

function worldOf(content: BundleContent, { holds = {}, asks, controls = [], silent = [] }: Case): World {
  const names = [
    ...Object.keys(holds),
    ...Object.keys(asks),
    ...controls.flatMap(([from, , to]) => [from, to]),
  ];
  const window = ({ from, until }: { from: string; until: string }) => ({
    from: millis(from),
    until: millis(until),
  });
  return {
    grants: grantsOf(holds, 'held', at - 86_400_000),
    controls: controls.map(([from, how, to]) => ({
      ...{ from, how, to, strength: 'take-over' as const },
      window: { from: at - 86_400_000, until: null },
    })),
    kinds: new Map(names.map((name) => [name, name.split(':')[0] ?? ''])),
    exceptions: content.exceptions.map((one) => ({ ...one, window: window(one) })),
    recognised: content.recognised.map((one) => ({ ...one, window: window(one) })),
    sources: content.sources.map(({ id, tells, longestAgeMinutes }) => ({
      ...{ id, tells, longestAgeMs: longestAgeMinutes * 60_000 },
      confirmedAt: silent.includes(id) ? 0 : at,
    })),
  };
}

/** A conflict as the page spells it. */
function spelled({ rule, class: change, root, windows, covered }: Conflict): string {
  const objects = new Set(
    windows.flatMap(({ object }) => Object.entries(object).map(([name, value]) => `${name} ${value}`)),
  );
  const where = objects.size === 0 ? '' : ` for ${[...objects].join(', ')}`;
  return `${rule} ${change} ${root}${where}${covered ? ' covered' : ''}`;
}

const load = (law: string) =>
  loadPolicy('page', [
    { name: 'base.yaml', bytes: Buffer.from(base) },
    { name: 'example.yaml', bytes: Buffer.from(law) },
  ]);

describe('the page about the language', () => {
  it('has a law and a case by turns', () => {
    expect(pairs.length).toBeGreaterThanOrEqual(12);
    expect(examples.length % 2).toBe(0);
    expect(pairs.every(([, , text]) => /^asks:/m.test(text))).toBe(true);
  });

  it.each(pairs)('is right about %s', (_, law, text) => {
    const { content } = load(law);
    const said = parse(text) as Case;
    const add = grantsOf(said.asks, 'asked', at);
    const matrix = compileMatrix(lawBook(content) as RuleBook);
    const { outcome, conflicts, demands } = judge(matrix, worldOf(content, said), { drop: [], add }, at);
    expect(outcome).toBe(said.answer);
    expect(demands.maxUntil).toBe(said.until === undefined ? null : millis(said.until));
    expect(conflicts.map(spelled)).toEqual(said.conflicts);
  });
});
