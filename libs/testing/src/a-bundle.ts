import type { Item } from '@countersign/contracts';
import type { BundleDocument } from '@countersign/contracts/governance';
import { aMonday, ms } from './fixed-clock.js';
import { type Change, changed, type Plain } from './plain.js';

type Level = 'low' | 'medium' | 'high' | 'critical';

const entitlement = (id: string, sensitivity: Level, blastRadius: Level = sensitivity) => ({
  id,
  title: id,
  sensitivity,
  blastRadius,
  permission: `role:${id.replaceAll(':', '_')}`,
});

const duty = (name: string, ...any: string[]) => ({ id: `duty:${name}`, title: name, any });

const stage = (name: string, quorum: number, ...groups: [group: string, need: number][]) => ({
  name,
  quorum,
  groups: groups.map(([group, need]) => ({ group: `group:${group}`, need })),
});

const stages = {
  owner: stage('process owner', 1, ['process-owners', 1]),
  ownerAndControl: stage('owner and control', 2, ['process-owners', 1], ['internal-control', 1]),
  controllers: stage('two controllers', 2, ['finance-controllers', 2]),
};

/**
 * A small law that contradicts nothing: two systems, vendors and payments that must not meet, a role inside a role, a birthright for
 * clerks in accounts payable, a route of one stage for what is harmless and one of two stages for the rest.
 */
const usual: Plain<BundleDocument> = {
  deployment: 'acme',
  number: 7,
  issued: aMonday - 7 * ms.day,
  validUntil: aMonday + 180 * ms.day,
  systems: [
    { id: 'erp', title: 'Enterprise resource planning', kind: 'postgres', mode: 'enforce', adoptionDays: 90 },
    { id: 'crm', title: 'Customers', kind: 'postgres', mode: 'shadow', adoptionDays: 90 },
  ],
  dimensions: [],
  entitlements: [
    entitlement('erp:vendor:read', 'low'),
    entitlement('erp:vendor:create', 'medium'),
    entitlement('erp:invoice:post', 'medium'),
    entitlement('erp:payment:release', 'high'),
    entitlement('crm:contact:read', 'low'),
  ],
  roles: [
    {
      id: 'role:employee',
      version: 1,
      title: 'Reads master data',
      entitlements: ['erp:vendor:read'],
      roles: [],
      authors: ['person:3001'],
    },
    {
      id: 'role:vendor-clerk',
      version: 2,
      title: 'Keeps vendors',
      entitlements: ['erp:vendor:create'],
      roles: ['role:employee'],
      authors: ['person:3002'],
    },
  ],
  duties: [
    duty('maintain-vendors', 'erp:vendor:create'),
    duty('pay', 'erp:payment:release'),
    duty('post-invoices', 'erp:invoice:post'),
  ],
  rules: [
    {
      id: 'P2P-01',
      version: 1,
      title: 'Who keeps vendors does not pay them',
      control: 'AC-5',
      legs: ['duty:maintain-vendors', 'duty:pay'],
      effect: 'prohibit',
      rollout: 'enforce',
    },
    {
      id: 'P2P-02',
      version: 1,
      title: 'Who keeps vendors posts their invoices only with two more pairs of eyes',
      control: 'AC-5',
      legs: ['duty:maintain-vendors', 'duty:post-invoices'],
      effect: 'dual-approval',
      rollout: 'enforce',
    },
  ],
  edges: [],
  exceptions: [],
  recognised: [],
  sources: [],
  birthrights: [
    {
      id: 'birthright:clerk',
      title: 'Clerks in accounts payable read master data',
      departments: ['accounts-payable'],
      jobs: ['clerk'],
      items: ['role:employee'],
    },
  ],
  settleWithinDays: 14,
  birthrightBound: 'low',
  routes: [
    {
      id: 'route:everyday',
      sensitivity: ['low', 'medium'],
      blastRadius: ['low', 'medium'],
      stages: [stages.ownerAndControl],
      maxDays: 180,
      decideWithinHours: 336,
    },
    {
      id: 'route:careful',
      sensitivity: ['low', 'medium', 'high', 'critical'],
      blastRadius: ['low', 'medium', 'high', 'critical'],
      stages: [stages.owner, stages.controllers],
      maxDays: 90,
      decideWithinHours: 72,
    },
  ],
  dualApproval: { group: 'group:risk-committee', quorum: 2 },
};

/** The small law, changed as a spec needs it: `aBundle({ birthrights: [] })`, `aBundle((usual) => …)`. */
export const aBundle = (change?: Change<Plain<BundleDocument>>): BundleDocument =>
  changed(usual, change) as BundleDocument;

/** An item of a request, by its name: an entitlement, or a role in the version that the usual bundle has of it. */
export function itemOf(name: string): Plain<Item> {
  const role = aBundle().roles.find(({ id }) => id === name);
  if (!name.startsWith('role:')) return { entitlement: name, scope: {} };
  return { role: name, version: role?.version ?? 1, scope: {} };
}
