export { type ApiOptions, CountersignApi, type Story, type Task, type Wish } from './api.js';
export { LoginFailed, ServiceRefused, UsageError } from './cli.errors.js';
export { describeConflict, describeStory, describeTask, shown } from './describe.js';
export { login, type LoginOptions } from './login.js';
export { type Decision, makeVote } from './make-vote.js';
