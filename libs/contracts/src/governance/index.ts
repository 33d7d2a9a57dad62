export {
  BirthrightSpec,
  BundleDocument,
  EntitlementSpec,
  type Level,
  RoleSpec,
  RouteSpec,
  SystemSpec,
  levels,
} from './bundle.v1.js';
export { Branch, DimensionSpec, DutySpec, EdgeSpec, Effect, RuleSpec } from './law.v1.js';
export { ClassLeaf, EntitlementContent, Leaf, RoleContent } from './names.v1.js';
export { ExceptionSpec, RecognisedSpec, SourceSpec } from './records.v1.js';
export { PrivateKey, TrustAnchor } from './key-files.js';
export { KeyRegistryDocument, RegisteredKey } from './registry.v1.js';
export { CustodialDocument, bundleType, maxGovernanceBytes, registryType } from './signed-document.js';
