import { detectorStep, shareOf, type Step, type Trace } from './trace.ts';

const width = 860;
const nameWidth = 330;
const rowHeight = 20;
const valueWidth = 70;

/** Text and lines are legible on white and on black, whichever the reader's system prefers. */
const style = `
  text { font: 12px system-ui, sans-serif; fill: #1f2328; }
  .small { font-size: 11px; fill: #59636e; }
  .step { fill: #57606a; } .detector { fill: #0969da; } .call { fill: #afb8c1; } line { stroke: #d1d9e0; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; } .small { fill: #b1bac4; }
    .step { fill: #8b949e; } .detector { fill: #58a6ff; } .call { fill: #57606a; } line { stroke: #30363d; }
  }`;

/** A trace as an SVG: its steps one below the other, then the calls behind them. */
export function pictureOf(trace: Trace): string {
  const end = trace.steps.at(-1)?.to ?? 1;
  const scale = (width - nameWidth - valueWidth) / end;
  const row = ({ name, from, to }: Step, nth: number, kind: string, value: string) => {
    const y = 24 + nth * rowHeight;
    const x = nameWidth + from * scale;
    const right = nameWidth + Math.min(to, end) * scale;
    const textClass = kind === 'call' ? ' class="small"' : '';
    return `<text x="0" y="${y + 14}"${textClass}>${name}</text>
  <rect class="${kind}" x="${x.toFixed(1)}" y="${y + 4}" width="${Math.max(1, right - x).toFixed(1)}" height="12" rx="2"/>
  <text x="${(right + 5).toFixed(1)}" y="${y + 14}" class="small">${value}</text>`;
  };
  const steps = trace.steps.map((step, nth) =>
    row(step, nth, step.name === detectorStep ? 'detector' : 'step', `${shareOf(step, trace).toFixed(0)} %`),
  );
  const border = 24 + steps.length * rowHeight + 6;
  const calls = trace.calls.map((call, nth) =>
    row(call, steps.length + 2 + nth, 'call', `${(call.to - call.from).toFixed(1)} ms`),
  );
  const height = 34 + (steps.length + 2 + calls.length) * rowHeight;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="One photo on its way, step by step">
  <style>${style}
  </style>
  <text x="0" y="14">One photo, ${end.toFixed(0)} ms from createUploads to its labels in the subscriber</text>
  ${steps.join('\n  ')}
  <line x1="0" x2="${width}" y1="${border}" y2="${border}"/>
  <text x="0" y="${border + 22}" class="small">The calls behind them</text>
  ${calls.join('\n  ')}
</svg>
`;
}
