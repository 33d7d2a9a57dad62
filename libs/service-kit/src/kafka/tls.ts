import type { SettingFile } from '../config/setting-file.js';
import { BadSettings } from '../config/settings.errors.js';

/** The two settings of TLS to the brokers. */
export interface TlsSettings {
  readonly kafkaTls?: 'on' | 'off' | undefined;
  readonly kafkaCa?: SettingFile | undefined;
}

/** What the Kafka client is told about TLS. Throws `BAD_SETTINGS` when authorities are named and TLS is off: somebody expects it. */
export function tlsOf({ kafkaTls = 'off', kafkaCa }: TlsSettings): boolean | { readonly ca: string } {
  if (kafkaTls === 'on') return kafkaCa ? { ca: kafkaCa.read() } : true;
  if (kafkaCa)
    throw new BadSettings([
      { variable: 'KAFKA_CA_FILE', sentence: '`KAFKA_CA_FILE` is set, but `KAFKA_TLS` is not `on`' },
    ]);
  return false;
}
