import { BundleDocument } from '@countersign/contracts/governance';

/** What a bundle says, before it is numbered, dated and given to a deployment. */
export type BundleContent = Omit<BundleDocument, 'deployment' | 'number' | 'issued' | 'validUntil'>;

/** Sections that list things, in the order in which they stand in the document. */
export const listSections = [
  'systems',
  'dimensions',
  'entitlements',
  'roles',
  'duties',
  'rules',
  'edges',
  'exceptions',
  'recognised',
  'sources',
  'birthrights',
  'routes',
] as const;
export type ListSection = (typeof listSections)[number];

/** Sections that need not be written down: what no file says is empty, or bounds nothing. */
export const optionalSections: ReadonlySet<Section> = new Set<Section>([
  'dimensions',
  'edges',
  'exceptions',
  'recognised',
  'sources',
  'takeOverBound',
]);

/** Sections that are said once. */
export const singleSections = [
  'birthrightBound',
  'settleWithinDays',
  'takeOverBound',
  'dualApproval',
] as const;
export type SingleSection = (typeof singleSections)[number];
export type Section = ListSection | SingleSection;

/** JSON Schema of each section, as the wire has it. */
export const sectionSchemas = Object.fromEntries(
  [...listSections, ...singleSections].map((section) => [section, BundleDocument.properties[section]]),
);
