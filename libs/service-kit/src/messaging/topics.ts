/** Where bundles and key registries are published. */
export const governanceTopic = 'governance';

const upstream = /^upstream\.([a-z][a-z0-9-]*)$/;

/** The source that alone may write an upstream topic, or undefined for other topics. */
export const sourceOf = (topic: string): string | undefined => upstream.exec(topic)?.[1];

/**
 * The principal that alone may write a topic of statements: `connector.erp` is written by `connector-erp`, `observer.erp` by
 * `observer-erp`, every other topic by the duty that its name begins with. A test compares this with deploy/duties.yaml.
 */
export function writerOf(topic: string): string {
  const [duty = '', system] = topic.split('.');
  return (duty === 'connector' || duty === 'observer') && system ? `${duty}-${system}` : duty;
}

const ofSystem = /^(?:provisioning|connector|observer)\.([a-z][a-z0-9-]*)(?:\.urgent)?$/;

/** The target system that a topic is about, or undefined when it is about none. */
export const systemOf = (topic: string): string | undefined => ofSystem.exec(topic)?.[1];

/** Topics of removals: published and read before all others. */
export const isUrgent = (topic: string): boolean => topic.endsWith('.urgent');

/** Of governance and removals: what never waits behind other records. */
export const hasPriority = (topic: string): boolean => isUrgent(topic) || topic === governanceTopic;

/** The chain of a process on a topic. `instance` tells the replicas of a service apart: lower-case letters, digits, hyphens. */
export const chainOf = (principal: string, topic: string, instance: string): string =>
  `${principal}.${topic}.${instance}`;

/** The topic that a chain belongs to, or undefined when the chain is not one of that signer's. */
export function topicOfChain(signer: string, chain: string): string | undefined {
  const end = chain.lastIndexOf('.');
  return chain.startsWith(`${signer}.`) && end > signer.length
    ? chain.slice(signer.length + 1, end)
    : undefined;
}
