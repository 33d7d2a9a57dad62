import { migrateDuty } from '@countersign/service-kit/service';
import { Request1764000000000 } from './migrations/1764000000000-request.js';

void migrateDuty('request', [Request1764000000000]).then((code) => process.exit(code));
