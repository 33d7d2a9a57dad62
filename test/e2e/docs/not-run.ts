/** Commands that pages show and that are not run by the spec, each with the reason. */
export const notRun: Readonly<Record<string, string>> = {
  'npm start': 'stays up until Ctrl-C; the system it starts is the one that every spec here runs against',
  'npm test': 'is what runs this',
  'npm run demo':
    'plays once on a system; stories.e2e.spec.ts plays it on this one, and its excerpt is compared below',
  'npm run model':
    'takes minutes of processor time; its quick part is a stage of `npm test`, the whole a job of CI',
  'npm run attack': 'takes more than an hour and a system of its own; its checker and races have specs',
  'npm run bench -- decision': 'takes minutes and a quiet machine; its spec runs it at a tiny size',
  'npm run bench -- start': 'starts and stops systems of its own',
  'npm run bench -- pipeline': 'takes minutes and a quiet machine; its spec runs what it measures with',
  'npm run check': 'needs no running system, and takes minutes; CI runs it beside the tests',
  'npm run generate': 'writes into the checkout; `npm run check` compares what it would write',
  'node tools/documents.mjs': 'writes into the checkout; `npm run check` compares what it would write',
  'node clients/cli/dist/main.js login --issuer https://login.example.com > token':
    'waits for a person at a browser; a token is got another way',
  'countersign login --issuer "$ISSUER" > "$RUN/1201.token"':
    'waits for a person at a browser; the page shows the other way beneath, which is run',
  [`PGPASSWORD=$(cat "$RUN/secrets/targets/erp/postgres") psql -U postgres "$TARGET_ERP" -c '\\du u1201' -c '\\dp erp.vendors'`]:
    'needs psql, which a machine need not have; what it would show is tried as the person herself',
};
