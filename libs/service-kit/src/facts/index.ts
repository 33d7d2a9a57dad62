export { factTables } from './fact-tables.js';
export {
  type ProvenFact,
  factsAbout,
  factsAround,
  factsOfGroups,
  factsJoinedTo,
  factsOfType,
  loginSubject,
  personOfLogin,
  storeFact,
  subjectsOf,
} from './fact-store.js';
