import { migrateDuty } from '@countersign/service-kit/service';
import { Policy1764000000000 } from './migrations/1764000000000-policy.js';

void migrateDuty('policy', [Policy1764000000000]).then((code) => process.exit(code));
