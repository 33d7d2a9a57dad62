export { type ApiOptions, CountersignApi, type Story, type Wish } from './api.js';
export {
  BadFile,
  LoginFailed,
  NoAnswer,
  NothingToDecide,
  ServiceRefused,
  TaskNotBound,
  UsageError,
} from './cli.errors.js';
export { describeConflict, describeStory, describeTask } from './describe.js';
export { login, type LoginOptions } from './login.js';
export { type Decision, makeVote } from './make-vote.js';
export { quotation, shown, visible, word } from './shown.js';
export { readTask, type Task, type TaskBytes } from './task.js';
