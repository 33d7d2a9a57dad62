import {
  aBundle,
  aMonday,
  controlled,
  factOf,
  instantAt,
  itemOf,
  keyring,
  ms,
  people,
} from '@countersign/testing';
import { decidesNothing, type Matter } from './exclusion.js';

const { rita, bea, omar, cleo, mallory } = people;
const author = 'person:3009';
const usual = aBundle();
const matter: Matter = {
  requester: rita,
  beneficiary: bea,
  actors: [],
  items: [itemOf('role:vendor-clerk')] as never,
  conflicts: [],
  excluded: [],
};
const out = (
  change: Partial<Matter> = {},
  law: object = {},
  facts: Parameters<typeof factOf>[0][] = [],
  at = aMonday,
) => [
  ...decidesNothing({ ...matter, ...change }, keyring().bundle({ ...usual, ...law }), facts.map(factOf), [
    at,
  ]),
];
const wrote = <T>(entries: readonly T[], place: number) =>
  entries.map((entry, at) => (at === place ? { ...entry, authors: [author] } : entry));

describe('who decides nothing', () => {
  it.each([
    ['the requester', rita],
    ['the beneficiary', bea],
    ['who wrote the role', 'person:3002'],
    ['who wrote a role inside it', 'person:3001'],
  ])('is %s', (_, person) => {
    expect(out()).toContain(person);
  });

  it('is who wrote the route that decides, and not who wrote another', () => {
    expect(out({}, { routes: wrote(usual.routes, 0) })).toContain(author);
    expect(out({}, { routes: wrote(usual.routes, 1) })).not.toContain(author);
  });

  it('is who wrote a rule that is met, and not who wrote another', () => {
    const [first, second] = usual.rules;
    const law = { rules: wrote(usual.rules, 0) };
    expect(out({ conflicts: [{ rule: first?.id as never }] }, law)).toContain(author);
    expect(out({ conflicts: [{ rule: second?.id as never }] }, law)).not.toContain(author);
  });

  it('is nobody more for what the bundle does not know', () => {
    const unknown = { items: [{ entitlement: 'erp:no:such', scope: {} }] as never };
    expect(out(unknown)).toEqual([rita, bea]);
  });

  describe('where the beneficiary is no person', () => {
    const batch = 'service:batch';
    const to = { beneficiary: batch };
    const noon = instantAt(aMonday - 8 * ms.day);

    it('is who controls it, in whatever way, herself or through another', () => {
      const facts = [
        controlled(batch, omar),
        controlled(batch, 'pipeline:nightly', { how: 'deployer' }),
        controlled('pipeline:nightly', cleo, { how: 'can-reset' }),
        controlled('service:other', mallory),
      ];
      expect(out(to, {}, facts)).toEqual(expect.arrayContaining([omar, cleo]));
      expect(out(to, {}, facts)).not.toContain(mallory);
    });

    it('is not who controls it no longer, by a later word of the same source, and not who is yet to', () => {
      const ended = [controlled(batch, omar), controlled(batch, omar, { effective: noon, until: noon })];
      const later = controlled(batch, cleo, { effective: instantAt(aMonday + 1) });
      expect(out(to, {}, ended)).not.toContain(omar);
      expect(out(to, {}, [later])).not.toContain(cleo);
      expect(out(to, {}, ended, Date.parse(noon) - 1)).toContain(omar);
    });

    it('is who controlled it, until the source has said for a week that she does no longer, whatever day it dates that back to', () => {
      const end = { effective: noon, until: noon };
      const said = (at: number) => ({ ...controlled(batch, omar, end), time: instantAt(at) });
      const excludes = (at: number, ...before: ReturnType<typeof controlled>[]) =>
        out(to, {}, [...before, said(at)]).includes(omar);
      expect(excludes(aMonday - ms.hour, controlled(batch, omar))).toBe(true);
      expect(excludes(aMonday - 7 * ms.day + 1, controlled(batch, omar))).toBe(true);
      expect(excludes(aMonday - 7 * ms.day, controlled(batch, omar))).toBe(false);
      // verifiers are shown the last word alone
      expect(excludes(aMonday - ms.hour)).toBe(true);
    });

    it('is who controls it by one source though another says that it has ended', () => {
      const other = { ...controlled(batch, omar, { effective: noon, until: noon }), source: 'itsm' };
      expect(out(to, {}, [controlled(batch, omar), other])).toContain(omar);
    });
  });
});
