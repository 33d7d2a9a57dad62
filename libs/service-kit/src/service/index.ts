export { migrateDuty } from './migrate-duty.js';
export { NotWorking } from './service.errors.js';
export { type Duty, type DutyParts, type DutySettings, type Job, startDuty } from './start-duty.js';
