import { BundleDocument } from '@countersign/contracts/governance';

/** What a bundle says, before it is numbered, dated and given to a deployment. */
export type BundleContent = Omit<BundleDocument, 'deployment' | 'number' | 'issued' | 'validUntil'>;

/** Sections that list things, in the order in which they stand in the document. */
export const listSections = [
  'systems',
  'entitlements',
  'roles',
  'duties',
  'rules',
  'birthrights',
  'routes',
] as const;
export type ListSection = (typeof listSections)[number];

/** Sections that are said once. */
export const singleSections = ['birthrightBound', 'settleWithinDays', 'dualApproval'] as const;
export type SingleSection = (typeof singleSections)[number];
export type Section = ListSection | SingleSection;

/** JSON Schema of each section, as the wire has it. */
export const sectionSchemas = Object.fromEntries(
  [...listSections, ...singleSections].map((section) => [section, BundleDocument.properties[section]]),
);
