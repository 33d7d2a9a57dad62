import { migrateDuty } from '@countersign/service-kit/service';
import { Approval1764000000000 } from './migrations/1764000000000-approval.js';

void migrateDuty('approval', [Approval1764000000000]).then((code) => process.exit(code));
