import { scaleBand, scaleLinear } from 'd3-scale';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface Column {
  key: string;
  /** Below the column. */
  label: string;
  value: number;
}

interface ColumnsProps {
  /** What the drawing says, for those who do not see it. */
  summary: string;
  columns: readonly Column[];
}

/** Before it is known how wide it is. */
const USUAL_WIDTH = 640;
/** Room that a word below the columns takes. */
const LABEL_WIDTH = 90;
const HEIGHT = 220;
const MARGIN = { top: 8, right: 4, bottom: 24, left: 36 };

/** Columns over time or over a range. */
export function Columns({ summary, columns }: ColumnsProps) {
  const drawing = useRef<SVGSVGElement>(null);
  const width = useWidth(drawing);
  const x = scaleBand()
    .domain(columns.map(({ key }) => key))
    .range([MARGIN.left, width - MARGIN.right])
    .padding(columns.length > 60 ? 0.05 : 0.25);
  const most = Math.max(1, ...columns.map(({ value }) => value));
  const y = scaleLinear()
    .domain([0, most])
    .nice(4)
    .range([HEIGHT - MARGIN.bottom, MARGIN.top]);
  const each = Math.ceil(columns.length / Math.max(1, Math.floor(width / LABEL_WIDTH)));
  return (
    <svg
      ref={drawing}
      class="chart__drawing"
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="img"
      aria-label={summary}
    >
      {y
        .ticks(4)
        .filter(Number.isInteger)
        .map((tick) => (
          <g key={tick} class="chart__tick">
            <line x1={MARGIN.left} x2={width - MARGIN.right} y1={y(tick)} y2={y(tick)} />
            <text x={MARGIN.left - 8} y={y(tick)} text-anchor="end" dominant-baseline="central">
              {tick}
            </text>
          </g>
        ))}
      {columns.map(({ key, label, value }, index) => (
        <g key={key}>
          <rect
            class="chart__column"
            x={x(key)}
            y={y(value)}
            width={x.bandwidth()}
            height={y(0) - y(value)}
            rx={Math.min(3, x.bandwidth() / 4)}
          >
            <title>{`${label}: ${value}`}</title>
          </rect>
          {index % each === 0 && (
            <text class="chart__label" x={(x(key) ?? 0) + x.bandwidth() / 2} y={HEIGHT - 6} text-anchor="middle">
              {label}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}

/** How wide the drawing is on the page, so that its words keep their size. */
function useWidth(drawing: { current: SVGSVGElement | null }): number {
  const [width, setWidth] = useState(USUAL_WIDTH);
  useLayoutEffect(() => {
    const element = drawing.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setWidth(Math.max(200, element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [drawing]);
  return width;
}
