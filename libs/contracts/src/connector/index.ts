export { Answered, Ended, GrantResult, TargetFinding } from './answered.v1.js';
