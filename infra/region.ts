/**
 * Where Rekognition's DetectLabels exists; ca-central-1 and sa-east-1 have Rekognition, but only what it does with faces.
 * Source: "Amazon Rekognition endpoints and quotas" in the AWS General Reference.
 */
export const regions = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'eu-central-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'il-central-1',
  'us-east-1',
  'us-east-2',
  'us-gov-west-1',
  'us-west-1',
  'us-west-2',
] as const;

export type Region = (typeof regions)[number];

const fastRegions: readonly Region[] = ['eu-west-1', 'us-east-1', 'us-west-2'];

/**
 * How many photos may be looked at at the same time: DetectLabels takes 50 calls a second in three regions and 5 in
 * others, and a photo about a second, of which half is the call's. Source of the rates: the page named above.
 */
export function concurrencyIn(region: Region | undefined): number {
  return region === undefined || fastRegions.includes(region) ? 10 : 3;
}
