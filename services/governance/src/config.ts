import { kafkaSettings, processSettings, readSettings, trustSettings } from '@countersign/service-kit/config';
import type { KafkaLogin } from '@countersign/source/kafka';

/** What publishing needs. Throws `BAD_SETTINGS`. */
export function publishingSettings(): {
  readonly deployment: string;
  readonly custodiansFile: string;
  readonly kafka: KafkaLogin;
} {
  const { deployment, custodians, kafkaBrokers, kafkaUsername, kafkaPassword } = readSettings({
    deployment: processSettings.deployment,
    ...trustSettings,
    ...kafkaSettings,
  });
  return {
    deployment,
    custodiansFile: custodians.path,
    kafka: { brokers: kafkaBrokers, username: kafkaUsername, password: kafkaPassword.read() },
  };
}
