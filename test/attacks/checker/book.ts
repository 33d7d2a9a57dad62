import type { AnyCase } from '@countersign/test-oracle';
import type { Law } from './law.js';

type World = AnyCase['world'];

/** What is asked is judged once, for always: what counts now, counts. */
export const always = { from: 0, until: null };

const isForbidding = ({ effect, rollout }: Law['rules'][number]): boolean =>
  ['prohibit', 'never-approvable'].includes(effect) && rollout === 'enforce';

/** The rules that are checked: enforced, refusing whatever else is so, about what meets in one root. */
export const bookOf = ({
  dimensions = [],
  entitlements,
  roles,
  duties,
  rules,
  edges = [],
}: Law): AnyCase['book'] =>
  ({
    dimensions: dimensions.map(({ id }) => id),
    entitlements: entitlements.map(({ id, attributes = {} }) => ({ id, attributes })),
    roles: roles.map(({ id, version, entitlements: own, roles: inner }) => ({
      ...{ id, version, entitlements: own, roles: inner },
    })),
    duties,
    edges,
    rules: rules
      .filter((rule) => isForbidding(rule) && (rule.legs ?? rule.set) !== undefined)
      .map(({ id, version, title, effect, rollout, legs, threshold, set, most, dimensions: within }) => ({
        ...{ id, version, title, effect, rollout },
        ...(legs === undefined ? { set, most } : { legs }),
        ...(threshold === undefined ? {} : { threshold }),
        ...(within === undefined ? {} : { dimensions: within }),
      })),
  }) as unknown as AnyCase['book'];

const counts =
  (at: number) =>
  ({ from, until }: { readonly from: string; readonly until: string }): boolean =>
    Date.parse(from) <= at && at < Date.parse(until);

/** What the bundle says that is so although a rule or a power says otherwise, at an instant. */
export const recordsOf = (
  { recognised = [], exceptions = [] }: Law,
  at: number,
): Required<Pick<World, 'recognised' | 'exceptions'>> => ({
  recognised: recognised
    .filter(counts(at))
    .map(({ root, how }) => ({ root, how, window: always, control: 'as the bundle says' })),
  exceptions: exceptions.filter(counts(at)).map(({ id, root, rule, version, legs, objects }) => ({
    ...{ id, root, rule, version, window: always, control: 'as the bundle says' },
    ...(legs === undefined ? {} : { legs }),
    ...(objects === undefined ? {} : { objects }),
  })),
});
