import { type Fact, sha256 } from '@countersign/statement';
import type { SourceEvent } from './source-event.js';

/** The fact that a verifier reads from an event, without the cryptography in between; it has power when somebody signs it. */
export const factOf = (event: SourceEvent): Fact =>
  ({
    type: event.type,
    source: event.source,
    id: event.id,
    hash: sha256(JSON.stringify(event)),
    power: event.signedBy !== null,
    stated: Date.parse(event.time),
    effective: Date.parse(String(event.data['effective'])),
    data: event.data,
  }) as unknown as Fact;
