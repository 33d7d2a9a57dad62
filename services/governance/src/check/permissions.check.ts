import { canMeet } from '@countersign/conflicts';
import type { EntitlementSpec } from '@countersign/contracts/governance';
import { Bundle, contentOf, PermissionTemplate, ScopeRefused, sha256 } from '@countersign/statement';
import { CountersignError } from '@countersign/contracts';
import type { BundleContent } from '../content.js';
import type { Problem } from '../problem.js';

/** Permissions that cannot be read back, or as two things, and birthrights whose scope no target keeps. */
export function permissionProblems(content: BundleContent): Problem[] {
  const unreadable = content.entitlements.flatMap((spec, at) => templateProblems(content, spec, at));
  return unreadable.length > 0 ? unreadable : [...overlaps(content), ...birthrightScopes(content)];
}

function templateProblems(content: BundleContent, spec: EntitlementSpec, at: number): Problem[] {
  const path = ['entitlements', at, 'permission'];
  try {
    const known = new Set<string>(content.dimensions.map(({ id }) => id));
    return new PermissionTemplate(spec).dimensions
      .filter((name) => !known.has(name))
      .map((name) => ({
        path,
        code: 'REFERENCE_UNKNOWN',
        message: `\`${name}\` is not a dimension of this bundle`,
      }));
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    const message = `${error.message}: a \`{dimension}\` stands once, and something that is no letter or digit parts two`;
    return [{ path, code: 'PERMISSION_UNREADABLE', message }];
  }
}

interface Name {
  readonly at: number;
  readonly system: string;
  readonly form: string;
}

const formsOf = ({ id, permission, permissionForAll }: EntitlementSpec, at: number): Name[] =>
  [
    permission.replaceAll(/\{[a-z0-9-]+\}/g, '*'),
    ...(permissionForAll === undefined ? [] : [permissionForAll]),
  ].map((form) => ({ at, system: id.split(':')[0] ?? '', form }));

const fixedPart = (form: string): string => form.split('*')[0] ?? '';
const mayMeet = (a: string, b: string): boolean =>
  (fixedPart(a).startsWith(fixedPart(b)) || fixedPart(b).startsWith(fixedPart(a))) && canMeet(a, b);

/** Names of permissions of which one could be the other with some value: whoever is given the one would hold the other. */
function overlaps(content: BundleContent): Problem[] {
  const names = content.entitlements.flatMap(formsOf);
  const scoped = names.filter(({ form }) => form.includes('*'));
  return scoped.flatMap((one) =>
    names
      .filter((other) => other !== one && other.system === one.system && mayMeet(one.form, other.form))
      .map((other): Problem => {
        const id = content.entitlements[other.at]?.id ?? '';
        const message = `with some value this is a permission of \`${id}\`, too; name them apart`;
        return { path: ['entitlements', one.at, 'permission'], code: 'PERMISSION_OVERLAP', message };
      }),
  );
}

/** A bundle of this content, to ask; null when it contradicts itself, which is reported elsewhere. */
function asBundle(content: BundleContent): Bundle | null {
  try {
    const numbered = { deployment: 'check', number: 1, issued: 0, validUntil: 0, ...content };
    return new Bundle(numbered, sha256('check'));
  } catch (error) {
    if (error instanceof CountersignError) return null;
    throw error;
  }
}

function birthrightScopes(content: BundleContent): Problem[] {
  const bundle = asBundle(content);
  if (!bundle) return [];
  return content.birthrights.flatMap(({ items }, at) =>
    items.map(contentOf).flatMap(({ item, scope }, position): Problem[] => {
      try {
        bundle.contentsWithin(item, scope).forEach((part) => bundle.permissionsOf(part));
        return [];
      } catch (error) {
        if (!(error instanceof ScopeRefused)) throw error;
        return [{ path: ['birthrights', at, 'items', position], code: error.code, message: error.message }];
      }
    }),
  );
}
