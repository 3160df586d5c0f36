import { STEPS, type Step } from '../../session/cards.ts';
import { useWords } from '../../words/use-words.ts';
import { Icon } from '../icon/icon.tsx';
import './photo-steps.css';

/** How far a photo is on its way. */
export function PhotoSteps({ step }: { step: Exclude<Step, { name: 'ended' }> }) {
  const words = useWords();
  const current = STEPS.indexOf(step.name);
  return (
    <ol class="photo-steps" aria-label={words.say('steps.list')}>
      {STEPS.map((name, index) => (
        <li key={name} data-passed={index < current} aria-current={index === current ? 'step' : undefined}>
          <span class="photo-steps__mark">{index < current && <Icon name="check" />}</span>
          <span>{words.say(`steps.${name}`)}</span>
          {step.name === 'uploading' && index === current && (
            <span class="photo-steps__share">{Math.floor(step.share * 100)}%</span>
          )}
          {step.name === 'waiting' && index === current && step.seconds !== undefined && (
            <span class="photo-steps__share">{words.say('steps.about', { seconds: step.seconds })}</span>
          )}
        </li>
      ))}
    </ol>
  );
}
