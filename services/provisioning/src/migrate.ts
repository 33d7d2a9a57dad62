import { migrateDuty } from '@countersign/service-kit/service';
import { Provisioning1764000000000 } from './migrations/1764000000000-provisioning.js';

void migrateDuty('provisioning', [Provisioning1764000000000]).then((code) => process.exit(code));
