import { createPublisher, type Publisher, type SourceEvent } from '@countersign/source';
import { loadSigningKey } from '@countersign/statement/sign';
import { readSecret, type RunFile } from './running-system.js';

/** HR signs what it says; ITSM only logs in. */
export interface Sources {
  readonly hr: Publisher;
  readonly itsm: Publisher;
  readonly close: () => Promise<void>;
}

async function open(about: RunFile, source: string): Promise<Publisher> {
  const keyFile = about.secrets.signingKeys[source];
  const signingKey = keyFile ? await loadSigningKey(JSON.parse(readSecret(keyFile))) : undefined;
  return createPublisher({
    brokers: [...about.brokers],
    username: source,
    password: readSecret(about.secrets.kafka[source]),
    source,
    deployment: about.deployment,
    ...(signingKey ? { signingKey } : {}),
  });
}

/** Opens both sources as the principals they are. */
export async function openSources(about: RunFile): Promise<Sources> {
  const [hr, itsm] = await Promise.all([open(about, 'hr'), open(about, 'itsm')]);
  return { hr, itsm, close: async () => void (await Promise.all([hr.close(), itsm.close()])) };
}

/** An event of a source as stories write it. */
export type { SourceEvent };
