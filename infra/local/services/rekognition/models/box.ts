/** A rectangle; what its unit is (pixels, ratios of the photo) is said where it is used. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Shared area over joint area: 1 for the same box, 0 for boxes that do not meet. */
export function intersectionOverUnion(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (area(a) + area(b) - shared);
}

function area({ left, top, right, bottom }: Box): number {
  return (right - left) * (bottom - top);
}
