import { migrateDuty } from '@countersign/service-kit/service';

void migrateDuty('observer-postgres', []).then((code) => process.exit(code));
