// Makes the topics and ACLs of deploy/duties.yaml in a Kafka cluster: KAFKA_BROKERS, KAFKA_ADMIN_USERNAME (default
// `admin`), KAFKA_ADMIN_PASSWORD_FILE, KAFKA_REPLICATION_FACTOR (default 1). Changes nothing that is there already.
import { ADMIN, loadInventory } from '../deploy/embedded/duties.mjs';
import { SettingInvalidError } from '../deploy/embedded/errors.mjs';
import { applyTopicsAndAcls } from '../deploy/embedded/kafka-resources.mjs';
import { readSecret } from '../deploy/embedded/secrets.mjs';

const {
  KAFKA_BROKERS,
  KAFKA_ADMIN_USERNAME = ADMIN,
  KAFKA_ADMIN_PASSWORD_FILE,
  KAFKA_REPLICATION_FACTOR = '1',
} = process.env;
if (!KAFKA_BROKERS) throw new SettingInvalidError('KAFKA_BROKERS', 'is not set');
if (!KAFKA_ADMIN_PASSWORD_FILE) throw new SettingInvalidError('KAFKA_ADMIN_PASSWORD_FILE', 'is not set');
const inventory = loadInventory();
const password = readSecret(KAFKA_ADMIN_PASSWORD_FILE);
const at = { brokers: KAFKA_BROKERS.split(','), username: KAFKA_ADMIN_USERNAME, password };
await applyTopicsAndAcls(at, inventory, Number(KAFKA_REPLICATION_FACTOR));
console.log(`${inventory.topics.length} topics and ${inventory.acls.length} ACLs are there`);
