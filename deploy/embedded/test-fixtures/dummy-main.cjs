// Ready when its runtime role reaches its database; ends with code 7 when asked to crash.
const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { Client } = require('pg');

const url = new URL(process.env.DATABASE_URL);
url.password = readFileSync(process.env.DATABASE_PASSWORD_FILE, 'utf8');

async function greeting() {
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    return (await client.query('SELECT text FROM greeting')).rows[0].text;
  } finally {
    await client.end();
  }
}

createServer((request, response) => {
  if (request.url === '/crash') process.exit(7);
  if (request.url === '/environment') return response.end(JSON.stringify(process.env));
  greeting().then(
    (text) => response.end(text),
    (error) => response.writeHead(503).end(error.message),
  );
}).listen(Number(process.env.HTTP_PORT), '127.0.0.1');
