import { randomUUID } from 'node:crypto';
import type { AwsEndpoint, AwsRequest, AwsResponse, Cloud } from '../service.ts';
import { detectLabels } from './detect-labels.ts';
import type { Detector } from './detector.ts';
import { rekognitionError } from './errors.ts';

const TARGET_PREFIX = 'RekognitionService.';

/** Rekognition's wire protocol, AWS JSON 1.1: the operation is in `x-amz-target`, members are in PascalCase. */
export function rekognitionEndpoint(cloud: Pick<Cloud, 'services'>, detector: Pick<Detector, 'detect'>): AwsEndpoint {
  return {
    signingName: 'rekognition',
    permissions: (request) => {
      requireDetectLabels(request);
      // DetectLabels knows no resource. Reading the image is authorized by S3, as the same caller.
      return [{ action: 'rekognition:DetectLabels', resource: '*' }];
    },
    handle: async (request) => {
      requireDetectLabels(request);
      return answer(200, await detectLabels(cloud, detector, request));
    },
    error: ({ code, message, status, detail }) =>
      answer(status, { __type: code, Code: code, Logref: randomUUID(), Message: message, ...detail }),
  };
}

function requireDetectLabels({ headers }: Pick<AwsRequest, 'headers'>): void {
  const target = headers['x-amz-target'] ?? '';
  if (target === `${TARGET_PREFIX}DetectLabels`) return;
  const name = target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : target;
  throw rekognitionError(
    'UnknownOperationException',
    `The operation "${name}" is not emulated: the local Rekognition knows DetectLabels only.`,
  );
}

function answer(status: number, body: object): AwsResponse {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(body),
  };
}
