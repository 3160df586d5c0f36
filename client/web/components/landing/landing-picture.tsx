import { useWords } from '../../words/use-words.ts';

const FOUND = [
  { name: 'landing.sheep', confidence: '98%', x: 176, y: 192, width: 108, height: 82 },
  { name: 'landing.sun', confidence: '91%', x: 348, y: 38, width: 76, height: 76 },
  { name: 'landing.tree', confidence: '95%', x: 38, y: 108, width: 88, height: 142 },
] as const;

/** A drawn meadow with what is seen in it. */
export function LandingPicture() {
  const words = useWords();
  return (
    <svg class="landing-picture" viewBox="0 0 480 320" role="img" aria-label={words.say('landing.picture')}>
      <rect class="landing-picture__sky" width="480" height="320" />
      <circle class="landing-picture__sun" cx="386" cy="76" r="30" />
      <path class="landing-picture__far" d="M0 196c70-44 150-56 240-18s170 22 240-22v164H0Z" />
      <path class="landing-picture__near" d="M0 244c90-34 190-30 280-8s140 16 200-6v90H0Z" />
      <path class="landing-picture__trunk" d="M76 190h12v58H76Z" />
      <path
        class="landing-picture__leaves"
        d="M82 116c22 0 38 18 36 38 8 22-8 44-36 44s-44-22-36-44c-2-20 14-38 36-38Z"
      />
      <g class="landing-picture__sheep">
        <path class="landing-picture__dark" d="M204 244h7v24h-7zM222 246h7v24h-7zM244 246h7v24h-7zM258 244h7v24h-7z" />
        <path d="M200 250c-14-2-18-20-8-28 0-14 16-20 26-12 8-10 26-10 32 0 12-6 26 4 24 16 8 8 4 22-8 24-6 8-20 8-26 2-10 8-32 8-40-2Z" />
        <path class="landing-picture__dark" d="M188 222c-8-4-8-18 4-20 10-4 20 6 16 16-2 10-12 12-20 4Z" />
      </g>
      {FOUND.map(({ name, confidence, x, y, width, height }) => (
        <g key={name} class="landing-picture__found">
          <rect x={x} y={y} width={width} height={height} rx="5" />
          <rect
            class="landing-picture__tag"
            x={x}
            y={y - 23}
            width={words.say(name).length > 4 ? 88 : 76}
            height="20"
            rx="5"
          />
          <text x={x + 8} y={y - 9}>
            {words.say(name)} {confidence}
          </text>
        </g>
      ))}
    </svg>
  );
}
