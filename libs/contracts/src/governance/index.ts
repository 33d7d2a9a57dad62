export {
  BirthrightSpec,
  BundleDocument,
  DutySpec,
  EntitlementSpec,
  type Level,
  RoleSpec,
  RouteSpec,
  RuleSpec,
  SystemSpec,
  levels,
} from './bundle.v1.js';
export { PrivateKey, TrustAnchor } from './key-files.js';
export { KeyRegistryDocument, RegisteredKey } from './registry.v1.js';
export { CustodialDocument, bundleType, maxGovernanceBytes, registryType } from './signed-document.js';
