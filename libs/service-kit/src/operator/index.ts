export { type ActBy, complete } from '../messaging/act-by.js';
export { runOperator } from './run-operator.js';
export {
  carryOut,
  listPage,
  numberOperand,
  type OperatorCommand,
  OperatorUsage,
  type Verb,
} from './verbs.js';
