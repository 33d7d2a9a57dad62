import { migrateDuty } from '@countersign/service-kit/service';
import { Connector1764000000001 } from './migrations/1764000000001-connector.js';

void migrateDuty('connector-postgres', [Connector1764000000001]).then((code) => process.exit(code));
