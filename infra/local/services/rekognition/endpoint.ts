import { randomUUID } from 'node:crypto';
import { jsonResponse, readJsonCall, unknownOperation, type JsonCall } from '../aws-json.ts';
import type { AwsEndpoint, AwsRequest, Cloud } from '../service.ts';
import { detectLabels } from './detect-labels.ts';
import type { Detector } from './detector.ts';

/** Rekognition's wire protocol, AWS JSON 1.1, with the one operation that is emulated. */
export function rekognitionEndpoint(cloud: Pick<Cloud, 'services'>, detector: Pick<Detector, 'detect'>): AwsEndpoint {
  return {
    signingName: 'rekognition',
    permissions: (request) => {
      readDetectLabels(request);
      // DetectLabels knows no resource. Reading the image is authorized by S3, for the same caller.
      return [{ action: 'rekognition:DetectLabels', resource: '*' }];
    },
    handle: async (request) => {
      const { input } = readDetectLabels(request);
      return jsonResponse(await detectLabels(cloud, detector, request.principal, input), '1.1');
    },
    error: ({ code, message, status, detail }) =>
      jsonResponse({ __type: code, Code: code, Logref: randomUUID(), Message: message, ...detail }, '1.1', status),
  };
}

function readDetectLabels(request: AwsRequest): JsonCall {
  const call = readJsonCall(request, 'RekognitionService');
  if (call.operation !== 'DetectLabels') throw unknownOperation(call.operation);
  return call;
}
