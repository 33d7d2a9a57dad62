export { factTables } from './fact-tables.js';
export {
  type ProvenFact,
  factsAbout,
  factsAround,
  factsOfType,
  loginSubject,
  personOfLogin,
  storeFact,
  subjectsOf,
} from './fact-store.js';
