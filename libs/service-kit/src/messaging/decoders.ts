import type { GovernanceStore } from '../governance/governance-store.js';
import { governanceDecoder } from './governance.decoder.js';
import type { Decode } from './message.js';
import { statementDecoder } from './statement.decoder.js';
import { governanceTopic, sourceOf } from './topics.js';
import { upstreamDecoder } from './upstream.decoder.js';

/** What a topic's records are, by its name: documents of the custodians, events of a source, or else statements. */
export function decoders(governance: GovernanceStore): (topic: string) => Decode {
  const documents = governanceDecoder(governance);
  const statements = statementDecoder(() => governance.trust().registry);
  return (topic) => {
    if (topic === governanceTopic) return documents;
    return sourceOf(topic) === undefined ? statements : upstreamDecoder;
  };
}
