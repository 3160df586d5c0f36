import type { Analysis } from '../../api/api.ts';

/**
 * How to show a photo the way the detector saw it: a JPEG turned as its camera says, a PNG as it is stored. Browsers turn
 * both, and leave a PNG of another origin alone only when that origin consents to being read.
 */
export function imageAttributes(source: string, analysis: Analysis | undefined) {
  const asStored = analysis?.contentType === 'image/png';
  const crossOrigin = asStored && source.startsWith('http') ? 'anonymous' : undefined;
  return { src: source, crossOrigin, 'data-as-stored': asStored } as const;
}
