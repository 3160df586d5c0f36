import { observeWindowOffset, observeWindowRect, Virtualizer, windowScroll } from '@tanstack/virtual-core';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface GridWindow {
  /** Put on the grid's element. */
  grid: { current: HTMLUListElement | null };
  columns: number;
  /** Of one item, in pixels. */
  width: number;
  height: number;
  /** Of the whole grid, in pixels. */
  total: number;
  /** The rows to draw, each with its distance from the grid's top in pixels. */
  rows: readonly { index: number; top: number }[];
}

interface GridShape {
  count: number;
  /** Of an item's narrowest picture, in pixels. */
  narrowest: number;
  /** Below the square picture, in pixels. */
  caption: number;
  gap: number;
}

const OVERSCAN_ROWS = 3;

/** Which rows of a grid as long as its content lie in the window, so that only they need to be drawn. */
export function useGridWindow({ count, narrowest, caption, gap }: GridShape): GridWindow {
  const grid = useRef<HTMLUListElement>(null);
  const [place, setPlace] = useState({ room: 0, top: 0 });
  const [, redraw] = useState(0);
  useLayoutEffect(() => {
    const element = grid.current;
    if (!element) return undefined;
    const measure = () => {
      const { width, top } = element.getBoundingClientRect();
      setPlace((before) => {
        const after = { room: width, top: Math.round(top + window.scrollY) };
        return before.room === after.room && before.top === after.top ? before : after;
      });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  const columns = Math.max(1, Math.floor((place.room + gap) / (narrowest + gap)));
  const width = Math.max(0, (place.room - gap * (columns - 1)) / columns);
  const height = width + caption;
  const options = {
    count: Math.ceil(count / columns),
    getScrollElement: () => window,
    estimateSize: () => height,
    scrollMargin: place.top,
    gap,
    overscan: OVERSCAN_ROWS,
    observeElementRect: observeWindowRect,
    observeElementOffset: observeWindowOffset,
    scrollToFn: windowScroll,
    onChange: () => redraw((times) => times + 1),
  };
  const [virtualizer] = useState(() => new Virtualizer<Window, HTMLElement>(options));
  virtualizer.setOptions(options);
  useEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, height, columns]);
  const rows = virtualizer.getVirtualItems().map(({ index, start }) => ({ index, top: start - place.top }));
  return { grid, columns, width, height, total: virtualizer.getTotalSize(), rows };
}
