import { AclOperationTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs';
import { acl, type Slip, sql, topicSetting } from './slip.js';

const twoDuties = (principal: string) => [new RegExp(`service:${principal}\\b`)];

/** A right on a target's own data, which neither of our logins there has. */
export const connectorWritesData: Slip = {
  what: 'the connector may write the data of its target',
  ...sql(
    'erp',
    'erp',
    'GRANT UPDATE ON erp.vendors TO countersign_connector',
    'REVOKE UPDATE ON erp.vendors FROM countersign_connector',
  ),
  said: { target: [/`erp: countersign_connector UPDATE erp\.vendors`/] },
};

/** Rights that are given by hand on a running system; each is taken back. */
export const slips: readonly Slip[] = [
  {
    what: 'approval may write the topic of policy',
    ...acl('approval', AclResourceTypes.TOPIC, 'policy', AclOperationTypes.WRITE),
    said: { kafka: [/`approval WRITE topic policy`/], 'control plane': twoDuties('approval') },
  },
  {
    what: 'request may write every topic that begins like provisioning',
    ...acl('request', AclResourceTypes.TOPIC, 'prov', AclOperationTypes.ALL, ResourcePatternTypes.PREFIXED),
    said: { kafka: [/`request ALL topic prov \(ALLOW, prefixed/], 'control plane': twoDuties('request') },
  },
  {
    what: 'observer-erp may give rights on the broker',
    ...acl('observer-erp', AclResourceTypes.CLUSTER, 'kafka-cluster', AclOperationTypes.ALTER),
    said: {
      kafka: [/`observer-erp ALTER cluster kafka-cluster`/],
      'control plane': twoDuties('observer-erp'),
    },
  },
  {
    what: 'connector-erp may join the group of policy',
    ...acl('connector-erp', AclResourceTypes.GROUP, 'policy', AclOperationTypes.READ),
    said: { kafka: [/`connector-erp READ group policy`/] },
  },
  {
    what: 'who writes the topic of policy says when it was',
    ...topicSetting('policy', 'message.timestamp.type', 'CreateTime'),
    said: { kafka: [/topic `policy` has `message\.timestamp\.type` = CreateTime: set it to LogAppendTime/] },
  },
  {
    what: 'approval may change what it signed',
    ...sql(
      'platform',
      'approval',
      'GRANT UPDATE ON statement TO approval',
      'REVOKE UPDATE ON statement FROM approval',
    ),
    said: { postgres: [/`approval: approval UPDATE public\.statement`/] },
  },
  {
    what: 'approval may change one column of what it signed',
    ...sql(
      'platform',
      'approval',
      'GRANT UPDATE (jws) ON statement TO approval',
      'REVOKE UPDATE (jws) ON statement FROM approval',
    ),
    said: { postgres: [/`approval: approval UPDATE public\.statement\(jws\)`/] },
  },
  {
    what: 'a role is a super user',
    ...sql(
      'platform',
      'postgres',
      'ALTER ROLE provisioning SUPERUSER',
      'ALTER ROLE provisioning NOSUPERUSER',
    ),
    said: {
      postgres: [/has `provisioning SUPERUSER LOGIN`/, /lacks `provisioning LOGIN`/],
      'control plane': twoDuties('provisioning'),
    },
  },
  {
    what: 'approval enters the database of policy',
    ...sql(
      'platform',
      'postgres',
      'GRANT CONNECT ON DATABASE policy TO approval',
      'REVOKE CONNECT ON DATABASE policy FROM approval',
    ),
    said: { postgres: [/`approval CONNECT database policy`/], 'control plane': twoDuties('approval') },
  },
  {
    what: 'everybody enters the database of policy',
    ...sql(
      'platform',
      'postgres',
      'GRANT CONNECT ON DATABASE policy TO PUBLIC',
      'REVOKE CONNECT ON DATABASE policy FROM PUBLIC',
    ),
    said: { postgres: [/`PUBLIC CONNECT database policy`/], 'control plane': twoDuties('approval') },
  },
  {
    what: 'a role may read everything',
    ...sql(
      'platform',
      'postgres',
      'GRANT pg_read_all_data TO request',
      'REVOKE pg_read_all_data FROM request',
    ),
    said: { postgres: [/`request is a member of pg_read_all_data`/] },
  },
  {
    what: 'a role may read the passwords of all',
    ...sql(
      'platform',
      'policy',
      'GRANT SELECT ON pg_authid TO policy',
      'REVOKE SELECT ON pg_authid FROM policy',
    ),
    said: { postgres: [/`policy: policy SELECT pg_authid`/] },
  },
  {
    what: 'a role may switch off what guards a table',
    ...sql(
      'platform',
      'postgres',
      'GRANT SET ON PARAMETER session_replication_role TO policy',
      'REVOKE SET ON PARAMETER session_replication_role FROM policy',
    ),
    said: { postgres: [/`policy SET parameter session_replication_role`/] },
  },
  {
    what: 'a function does for everybody what its owner may',
    ...sql(
      'platform',
      'policy',
      'CREATE FUNCTION slip() RETURNS int LANGUAGE sql SECURITY DEFINER RETURN 1',
      'DROP FUNCTION slip()',
    ),
    said: { postgres: [/function slip\(\) SECURITY DEFINER/] },
  },
  connectorWritesData,
  {
    what: 'the observer may give access',
    ...sql(
      'erp',
      'erp',
      'GRANT EXECUTE ON FUNCTION countersign.give(text, text) TO countersign_observer',
      'REVOKE EXECUTE ON FUNCTION countersign.give(text, text) FROM countersign_observer',
    ),
    said: {
      target: [/countersign_observer EXECUTE function countersign\.give/],
      'control plane': twoDuties('observer-erp'),
    },
  },
  {
    what: 'somebody of the target may rewrite what the connector remembers',
    ...sql(
      'erp',
      'erp',
      'GRANT UPDATE (state, token) ON countersign.place TO erp_vendor_block',
      'REVOKE UPDATE (state, token) ON countersign.place FROM erp_vendor_block',
    ),
    said: { target: [/`erp: erp_vendor_block UPDATE countersign\.place\(state\)`/] },
  },
  {
    what: 'everybody on the target may hand things over to Countersign',
    ...sql(
      'erp',
      'erp',
      'GRANT INSERT ON countersign.managed_role TO PUBLIC',
      'REVOKE INSERT ON countersign.managed_role FROM PUBLIC',
    ),
    said: { target: [/`erp: PUBLIC INSERT countersign\.managed_role`/] },
  },
  {
    what: 'everybody on the target may put functions beside those of Countersign',
    ...sql(
      'erp',
      'erp',
      'GRANT CREATE ON SCHEMA countersign TO PUBLIC',
      'REVOKE CREATE ON SCHEMA countersign FROM PUBLIC',
    ),
    said: { target: [/`erp: PUBLIC CREATE schema countersign`/] },
  },
];
