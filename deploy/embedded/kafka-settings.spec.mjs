import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brokerSettings, formatArguments } from './kafka-settings.mjs';

const at = {
  client: '127.0.0.1:1',
  advertised: '127.0.0.1:1',
  controller: '127.0.0.1:2',
  dataDir: '/data',
  password: 'p',
};

describe('the settings of the broker', () => {
  const settings = brokerSettings(at);

  for (const line of [
    'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'allow.everyone.if.no.acl.found=false',
    'auto.create.topics.enable=false',
    'sasl.enabled.mechanisms=SCRAM-SHA-512',
    'super.users=User:controller;User:broker;User:admin',
    'listener.security.protocol.map=CONTROLLER:SASL_PLAINTEXT,CLIENT:SASL_PLAINTEXT',
  ])
    it(`say ${line}`, () => assert.ok(settings.split('\n').includes(line)));
});

describe('the arguments that make the storage', () => {
  const format = formatArguments({
    settingsFile: '/s',
    clusterId: '-begins-with-a-hyphen',
    users: { policy: 'q' },
    password: 'p',
  });

  it('keep an id that begins with a hyphen from being taken for an option', () => {
    assert.ok(format.includes('--cluster-id=-begins-with-a-hyphen'));
    assert.equal(format.includes('-begins-with-a-hyphen'), false);
  });

  it('make every user, and the broker', () => {
    const users = format.filter((argument) => argument.startsWith('SCRAM-SHA-512='));
    assert.deepEqual(users, [
      'SCRAM-SHA-512=[name=policy,password=q]',
      'SCRAM-SHA-512=[name=broker,password=p]',
    ]);
  });
});
