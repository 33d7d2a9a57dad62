import type * as bitset from '../bitset.js';
import type * as box from '../box.js';
import type * as budget from '../budget.js';
import type * as compileRule from '../compile-rule.js';
import type * as edgeOf from '../control-edge.js';
import type * as edge from '../edge.js';
import type * as exceptions from '../exceptions.js';
import * as sound from '../index.js';
import type * as leafTable from '../leaf-table.js';
import type * as witness from '../new-witness.js';
import type * as numbering from '../leaf-numbering.js';
import type { Engine } from '../oracle/engine-against-oracle.spec-only.js';
import type * as pattern from '../pattern.js';
import type * as relevance from '../relevance.js';
import type * as contents from '../role-contents.js';
import type * as rotation from '../rotation.js';
import type * as rows from '../rows.js';
import type * as satisfaction from '../satisfaction.js';
import type * as scope from '../scope.js';
import type * as stale from '../stale.js';
import type * as support from '../support.js';
import type * as timeline from '../timeline.js';
import { constructs } from './constructs.spec-only.js';
import { withBroken } from './with-broken.spec-only.js';

/** By construct: an engine that reads it wrongly. */
const doubles: Readonly<Record<string, () => Engine>> = {
  'dimensions part objects': () => withBroken<typeof box>('../box.js', () => ({ holdsObject: () => true })),
  'scopes of role contents': () =>
    withBroken<typeof contents>('../role-contents.js', ({ roleContents }) => ({
      roleContents: (roles, dimensions) => {
        const unscoped = [...roleContents(roles, dimensions)].map(
          ([id, all]) => [id, all.map((one) => ({ ...one, box: one.box.map(() => null) }))] as const,
        );
        return new Map(unscoped);
      },
    })),
  'a dropped grant has a scope': () =>
    withBroken<typeof scope>('../scope.js', () => ({ scopeText: () => '' })),
  'a held pattern counts as all it may be': () =>
    withBroken<typeof pattern>('../pattern.js', () => ({ canMeet: (a, b) => a === b })),
  'a class': () =>
    withBroken<typeof leafTable>('../leaf-table.js', ({ leafTable: table }) => ({
      leafTable: (leaves, items) =>
        table(
          leaves.map(({ text, members }) => ({ text, members: members && [] })),
          items,
        ),
    })),
  'all of a tree': () =>
    withBroken<typeof satisfaction>('../satisfaction.js', ({ satisfaction: ask }) => ({
      satisfaction: (tree, asking) => ask(tree.kind === 'least' ? { ...tree, kind: 'any' } : tree, asking),
    })),
  'at least so many of a tree': () =>
    withBroken<typeof satisfaction>('../satisfaction.js', ({ satisfaction: ask }) => ({
      satisfaction: (tree, asking) =>
        ask(tree.kind === 'least' ? { ...tree, least: tree.branches.length } : tree, asking),
    })),
  'the same of a tree': () =>
    withBroken<typeof satisfaction>('../satisfaction.js', ({ satisfaction: ask }) => ({
      satisfaction: (tree, asking) => ask(tree.kind === 'least' ? { ...tree, same: [] } : tree, asking),
    })),
  'an edge asks all its premises': () =>
    withBroken<typeof edge>('../edge.js', ({ compiledEdge }) => ({
      compiledEdge: (definition, premises, dimensions) =>
        compiledEdge(definition, premises.slice(0, 1), dimensions),
    })),
  'an edge maps scopes': () =>
    withBroken<typeof edge>('../edge.js', ({ compiledEdge }) => ({
      compiledEdge: (definition, ...rest) => compiledEdge({ ...definition, map: undefined }, ...rest),
    })),
  'a selector asks the own scope': () =>
    withBroken<typeof timeline>('../timeline.js', ({ timeline: tell }) => ({
      timeline: (setting, ...rest) =>
        tell({ ...setting, facts: { ...setting.facts, ownBoxes: new Map() } }, ...rest),
    })),
  'given knowledge lasts until rotation': () =>
    withBroken<typeof rotation>('../rotation.js', () => ({
      untilRotation: (_rotations, _identity, span) => span,
    })),
  'stated knowledge lasts until rotation': () =>
    withBroken<typeof rotation>('../rotation.js', () => ({
      untilRotation: (_rotations, _identity, { from }) => ({ from, until: Infinity }),
    })),
  'recognised power': () =>
    withBroken<typeof timeline>('../timeline.js', ({ timeline: tell }) => ({
      timeline: (setting, ...rest) =>
        tell({ ...setting, facts: { ...setting.facts, recognised: new Map() } }, ...rest),
    })),
  'at most so many of a set': () =>
    withBroken<typeof bitset>('../bitset.js', ({ countBits }) => ({
      countBits: (bits) => Math.min(2, countBits(bits)),
    })),
  'a set counts what is granted by name': () =>
    withBroken<typeof numbering>('../leaf-numbering.js', () => ({ isWide: () => false })),
  'at most so many holders': () =>
    withBroken<typeof edgeOf>('../control-edge.js', ({ controlEdges }) => ({
      controlEdges: (world, ...rest) => controlEdges({ ...world, controls: [] }, ...rest),
    })),
  'a prerequisite takes no doubt': () =>
    withBroken<typeof leafTable>('../leaf-table.js', ({ meets }) => ({ surelyMeets: meets })),
  'a removal makes a finding of a prerequisite': () =>
    withBroken<typeof relevance>('../relevance.js', ({ rulesTouched }) => ({
      rulesTouched: (...facts) => rulesTouched(...facts).filter(({ kind }) => kind !== 'prerequisite'),
    })),
  'a witness is minimal': () =>
    withBroken<typeof support>('../support.js', () => ({
      isSupportWithin: (a, b) => a.join() === b.join(),
      minimalAmong: (_, candidates) => [...candidates],
    })),
  'control that is asked is judged': () =>
    withBroken<typeof witness>('../new-witness.js', ({ newWitnesses }) => ({
      isNewlyMet: ({ facts, budget }, ...met) => {
        const blind = { ...facts, controls: { ...facts.controls, gaining: [] } };
        return newWitnesses({ facts: blind, budget }, ...met).length > 0;
      },
    })),
  'control that is dropped is gone': () =>
    withBroken<typeof edgeOf>('../control-edge.js', ({ controlEdges }) => ({
      controlEdges: (world, change, ...rest) => controlEdges(world, { ...change, dropControls: [] }, ...rest),
    })),
  'an exception covers its instants': () =>
    withBroken<typeof exceptions>('../exceptions.js', ({ coverage }) => ({
      coverage: (inquiry, ...rest) =>
        coverage(
          {
            ...inquiry,
            exceptions: inquiry.exceptions.map((one) => ({ ...one, window: { from: 0, until: null } })),
          },
          ...rest,
        ),
    })),
  'never-approvable is never covered': () =>
    withBroken<typeof exceptions>('../exceptions.js', ({ coverage }) => ({
      coverage: (inquiry, rule, ...rest) => coverage(inquiry, { ...rule, effect: 'prohibit' }, ...rest),
    })),
  'a time bound has its period': () =>
    withBroken<typeof compileRule>('../compile-rule.js', ({ compiledRule }) => ({
      compiledRule: (rule, setting) => compiledRule({ ...rule, perMs: undefined }, setting),
    })),
  'a stale source holds': () => withBroken<typeof stale>('../stale.js', () => ({ staleSources: () => [] })),
  'a veto on stale facts alone holds': () =>
    withBroken<typeof stale>('../stale.js', () => ({ withoutStale: (world) => world })),
  'steps are counted': () =>
    withBroken<typeof budget>('../budget.js', ({ Budget }) => ({
      Budget: class extends Budget {
        override take(): void {
          /* counts nothing */
        }
      },
    })),
  'a value that differs is listed': () =>
    withBroken<typeof rows>('../rows.js', ({ shownRegion }) => ({
      shownRegion: (ahead, ...rest) => ({
        ...shownRegion(ahead, ...rest),
        values: ahead[0]?.object.map(() => []) ?? [],
      }),
    })),
};

it('every construct has a double', () => {
  expect(Object.keys(doubles).sort()).toEqual(Object.keys(constructs).sort());
});

describe.each(Object.entries(constructs))('%s', (construct, answer) => {
  it('is read by the engine as it is meant', () => {
    const [told, expected] = answer(sound);
    expect(told).toEqual(expected);
  });

  it('is seen to be read wrongly by its double', () => {
    const broken = doubles[construct];
    if (broken === undefined) throw new TypeError('there is no double');
    const [told, expected] = answer(broken());
    expect(told).not.toEqual(expected);
  });
});
