import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clusterAt } from './postgres.mjs';
import { bareHost } from './url-host.mjs';

const urlOf = (/** @type {string} */ host) =>
  clusterAt({ name: 'platform', host, port: 5433, user: 'root', password: '' }).url('policy', 'policy');

describe('the host of a database', () => {
  for (const [host, inUrl] of /** @type {const} */ ([
    ['::1', '[::1]'],
    ['127.0.0.1', '127.0.0.1'],
    ['db.example', 'db.example'],
  ]))
    it(`stands in a URL so that it is dialled as it was given: ${host}`, () => {
      assert.equal(new URL(urlOf(host)).host, `${inUrl}:5433`);
      assert.equal(bareHost(new URL(urlOf(host)).hostname), host);
    });
});
