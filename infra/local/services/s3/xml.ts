import XMLBuilder from 'fast-xml-builder';
import { XMLParser } from 'fast-xml-parser';

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true });

const parser = new XMLParser({
  isArray: (name) => name === 'Object',
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true, // numeric character references
});

/** The namespace of S3's documents. */
export const namespace = { '@xmlns': 'http://s3.amazonaws.com/doc/2006-03-01/' };

export function renderXml(document: object): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(document)}`;
}

/** Text stays text; every `Object` element is in a list. */
export function readXml(text: string): unknown {
  return parser.parse(text);
}
