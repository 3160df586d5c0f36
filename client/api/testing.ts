import type { Analysis } from './api.ts';

/** An analysis as it is after its announcement, for tests. */
export function announced(change: Partial<Analysis> = {}): Analysis {
  return {
    id: '01A',
    owner: 'me',
    fileName: 'sheep.jpg',
    contentType: 'image/jpeg',
    size: 1000,
    sha256: '',
    width: null,
    height: null,
    status: 'AWAITING_UPLOAD',
    reason: null,
    createdAt: '2026-01-02T03:04:05Z',
    updatedAt: '2026-01-02T03:04:05Z',
    sourceIp: null,
    version: 1,
    labels: null,
    labelModelVersion: null,
    correlationId: null,
    imageUrl: null,
    thumbnailUrl: null,
    ...change,
  };
}
