import { createPublisher, type Publisher, type SourceEvent } from '@countersign/source';
import { loadSigningKey } from '@countersign/statement/sign';
import { readSecret, type RunFile } from './running-system.js';

/** HR signs what it says; ITSM only logs in. */
export interface Sources {
  readonly hr: Publisher;
  readonly itsm: Publisher;
  readonly close: () => Promise<void>;
}

/** Opens a source as the principal it is; it signs with its own key, or with another (a JWK). */
export async function openSource(about: RunFile, source: string, key?: object): Promise<Publisher> {
  const keyFile = about.secrets.signingKeys[source];
  const own = keyFile ? (JSON.parse(readSecret(keyFile)) as object) : undefined;
  const signing = key ?? own;
  const signingKey = signing ? await loadSigningKey(signing) : undefined;
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
  const [hr, itsm] = await Promise.all([openSource(about, 'hr'), openSource(about, 'itsm')]);
  return { hr, itsm, close: async () => void (await Promise.all([hr.close(), itsm.close()])) };
}

/** An event of a source as stories write it. */
export type { SourceEvent };
