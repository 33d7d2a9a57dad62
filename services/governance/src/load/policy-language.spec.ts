// docs/policy-language.md: every law on the page loads or is refused as it says, every case comes to what the page says, and no construct of the
// schema is without an example.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { sectionSchemas } from '../content.js';
import { constructsOf, everyConstruct } from './constructs.spec-only.js';
import { loadPolicy } from './load-policy.js';
import { PolicyInvalid } from '../governance.errors.js';
import { type Case, comesTo } from './page-case.spec-only.js';

const page = readFileSync(join(__dirname, '../../../../docs/policy-language.md'), 'utf8');
const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
const [base = '', ...examples] = blocks;
const pairs = examples.flatMap((law, i) => {
  const name = [...law.matchAll(/id: ([^,\n]+)/g)].map(([, id]) => id).join(', ');
  return i % 2 === 0 ? [[name || law.trim(), law, examples[i + 1] ?? ''] as const] : [];
});

/** Sections that an example says instead of the base: those that are said once, and routes, of which the first that fits counts. */
const instead = ['routes', 'birthrightBound', 'settleWithinDays', 'dualApproval'];

const load = (law: string) => {
  const said = Object.keys(parse(law) as object);
  const below = Object.entries(parse(base) as object).filter(
    ([section]) => !(instead.includes(section) && said.includes(section)),
  );
  return loadPolicy('page', [
    { name: 'base.yaml', bytes: Buffer.from(stringify(Object.fromEntries(below))) },
    { name: 'example.yaml', bytes: Buffer.from(law) },
  ]);
};

/** Codes by which a law is refused. */
function problemsOf(law: string): string[] {
  try {
    load(law);
    return [];
  } catch (error) {
    if (error instanceof PolicyInvalid) return error.problems.map(({ code }) => code);
    throw error;
  }
}

/** What a case says of what there is, and not of what comes of it. */
const given = new Set(['holds', 'asks', 'controls', 'silent', 'worker', 'adopted']);

/** What the page says comes of a case. Where it says an answer it says all conflicts, and until when it would pass, if it would. */
function expectedOf(said: Case): Partial<Case> {
  const expected = Object.fromEntries(Object.entries(said).filter(([name]) => !given.has(name)));
  return said.answer === undefined ? expected : { until: undefined, conflicts: [], ...expected };
}

describe('the page about the language', () => {
  it('has a law and a case by turns', () => {
    expect(pairs.length).toBeGreaterThanOrEqual(12);
    expect(examples.length % 2).toBe(0);
  });

  it.each(pairs)('is right about %s', (_, law, text) => {
    for (const said of [parse(text)].flat() as Case[]) {
      const came = said.problems ? { problems: problemsOf(law) } : comesTo(load(law).content, said);
      const expected = expectedOf(said);
      expect(Object.keys(expected)).not.toEqual([]);
      expect(came).toMatchObject(expected);
    }
  });

  it('has an example of every construct of the schema', () => {
    const shown = new Set(
      pairs.flatMap(([, law]) => [...constructsOf(sectionSchemas, parse(law) as object)]),
    );
    const lacking = [...everyConstruct(sectionSchemas)].filter((construct) => !shown.has(construct));
    expect(lacking).toEqual([]);
  });
});
