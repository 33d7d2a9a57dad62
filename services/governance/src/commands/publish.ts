import { readArguments } from '../arguments.js';
import { publishingSettings } from '../config.js';
import { readAnchor } from '../custody.js';
import { openDocument } from '../document-file.js';
import { GovernanceTopic } from '../publish/governance-topic.js';
import { type Publication, publishDocuments } from '../publish/publish-documents.js';
import type { CommandContext } from './command.js';

/** `publish <document>…`: what k of n custodians signed goes to the topic `governance`. Doing it again changes nothing. */
export async function publish({ args, print, clock }: CommandContext): Promise<void> {
  const { operands } = readArguments(args, {}, [1, 32]);
  const { custodiansFile, kafka } = publishingSettings();
  const documents = operands.map((file) => openDocument(file));
  const published = await publishDocuments(
    documents,
    new GovernanceTopic(kafka),
    readAnchor(custodiansFile),
    clock.now(),
  );
  for (const publication of published) print(describe(publication));
}

/** One line for people. */
export const describe = ({ type, number, hash, outcome }: Publication): string =>
  `${type} ${number} ${outcome}, hash ${hash}`;
