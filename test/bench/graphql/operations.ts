import { createHash } from 'node:crypto';
import type { Collection } from '../reports/photos.ts';
import { photoAt } from '../reports/photos.ts';

/** What is asked of every server, over and over. */
export interface Operation {
  field: 'analyses' | 'analysis' | 'createUploads';
  query: string;
  /** The variables of the n-th request of a turn. */
  variables: (nth: number, turn: string) => object;
  /** Requests a turn. */
  amount: number;
  /** How many of them one person sends; all, unless it is given. */
  perPerson?: number;
}

const labels = 'labels { name confidence parents instances { confidence box { left top width height } } }';

/** The stack's daily limit. */
const dailyLimit = 100;

/** Of somebody's stored photos. */
export function operationsOn(photos: Collection): Operation[] {
  return [
    {
      field: 'analyses',
      query: `query Page { analyses(limit: 25) { items { id fileName status createdAt version ${labels} } nextToken } }`,
      variables: () => ({}),
      amount: 1000,
    },
    {
      field: 'analysis',
      query: `query One($id: ID!) { analysis(id: $id) { id fileName contentType size status createdAt version ${labels} } }`,
      variables: (nth) => ({ id: photoAt(photos, nth % photos.count).id }),
      amount: 3000,
    },
    {
      field: 'createUploads',
      query: `mutation Announce($files: [UploadInput!]!) {
        createUploads(files: $files) { analysis { id status } url headers { name value } }
      }`,
      variables: (nth, turn) => ({
        files: [{ fileName: `${nth}.jpg`, contentType: 'image/jpeg', size: 290_394, sha256: sha256(`${turn} ${nth}`) }],
      }),
      amount: 4 * dailyLimit,
      perPerson: dailyLimit,
    },
  ];
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
