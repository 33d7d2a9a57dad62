// Makes a table as the owner of the database, and lets the runtime role read it.
const { readFileSync } = require('node:fs');
const { Client } = require('pg');

const url = new URL(process.env.DATABASE_URL);
url.password = readFileSync(process.env.DATABASE_PASSWORD_FILE, 'utf8');
const client = new Client({ connectionString: url.href });
client
  .connect()
  .then(() =>
    client.query(
      "CREATE TABLE greeting (text text); INSERT INTO greeting VALUES ('hello'); GRANT SELECT ON greeting TO dummy",
    ),
  )
  .then(() => client.end());
