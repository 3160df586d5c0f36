import { useState } from 'preact/hooks';
import type { LabelView } from '../../labels/label-view.ts';
import { useWords } from '../../words/use-words.ts';
import { LabelList, type Order } from '../label-list/label-list.tsx';
import { Segments } from '../segments/segments.tsx';
import { Threshold } from '../threshold/threshold.tsx';
import type { Pointing } from './pointing.ts';

interface LabelsViewProps {
  view: LabelView;
  /** Whether nothing was found at all. */
  isEmpty: boolean;
  pointing: Pointing;
  threshold: number;
  onThreshold: (threshold: number) => void;
}

/** What is in the photo, as sure and in such an order as the reader wants it. */
export function LabelsView({ view, isEmpty, pointing, threshold, onThreshold }: LabelsViewProps) {
  const words = useWords();
  const [order, setOrder] = useState<Order>('confidence');
  if (isEmpty) return <p>{words.say('result.nothing')}</p>;
  return (
    <>
      <Threshold value={threshold} onChange={onThreshold} view={view} />
      <Segments
        label={words.say('labels.order')}
        options={[
          { name: 'confidence', words: words.say('labels.byConfidence') },
          { name: 'category', words: words.say('labels.byCategory') },
        ]}
        selected={order}
        onSelect={setOrder}
      />
      <LabelList view={view} order={order} pointing={pointing} />
    </>
  );
}
