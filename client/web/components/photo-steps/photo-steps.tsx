import { STEPS, type Step } from '../../session/cards.ts';
import { Icon } from '../icon/icon.tsx';
import './photo-steps.css';

const NAMES: Readonly<Record<(typeof STEPS)[number], string>> = {
  checking: 'Checking the file',
  uploading: 'Uploading',
  waiting: 'Waiting for its turn',
  looking: 'Looking at the photo',
  done: 'Done',
};

/** How far a photo is on its way. */
export function PhotoSteps({ step }: { step: Exclude<Step, { name: 'ended' }> }) {
  const current = STEPS.indexOf(step.name);
  return (
    <ol class="photo-steps" aria-label="Steps">
      {STEPS.map((name, index) => (
        <li key={name} data-passed={index < current} aria-current={index === current ? 'step' : undefined}>
          <span class="photo-steps__mark">{index < current && <Icon name="check" />}</span>
          <span>{NAMES[name]}</span>
          {step.name === 'uploading' && index === current && (
            <span class="photo-steps__share">{Math.floor(step.share * 100)}%</span>
          )}
        </li>
      ))}
    </ol>
  );
}
