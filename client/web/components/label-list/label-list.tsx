import { useEffect, useRef } from 'preact/hooks';
import { percent, type LabelRow, type LabelView } from '../../labels/label-view.ts';
import { Icon } from '../icon/icon.tsx';
import './label-list.css';

interface Pointing {
  /** Name of the label that is lit. */
  lit: string | undefined;
  /** Name of the label that was found where the reader points in the photo. */
  followed: string | undefined;
  /** Name of the label that stays lit when nothing is pointed at. */
  picked: string | undefined;
  onPoint: (name: string | undefined) => void;
  onPick: (name: string) => void;
}

/** What is in the photo: the most specific labels first, then what they are kinds of. */
export function LabelList({ view: { specific, broader }, ...pointing }: Pointing & { view: LabelView }) {
  const someWithoutPlace = [...specific, ...broader].some(({ placed }) => !placed);
  const someWithPlace = [...specific, ...broader].some(({ placed }) => placed);
  return (
    <div class="label-list">
      <ul class="label-list__specific" aria-label="Labels">
        {specific.map((row) => (
          <LabelItem key={row.name} row={row} {...pointing} />
        ))}
      </ul>
      {broader.length > 0 && (
        <>
          <h3>In broader terms</h3>
          <ul class="label-list__broader" aria-label="Labels in broader terms">
            {broader.map((row) => (
              <LabelItem key={row.name} row={{ ...row, trail: [] }} {...pointing} />
            ))}
          </ul>
        </>
      )}
      {someWithPlace && someWithoutPlace && (
        <p class="label-list__legend">
          <Icon name="place" /> marks what has a place in the photo.
        </p>
      )}
    </div>
  );
}

/** A label; pointing at it, or reaching it with the keyboard, lights its places, and picking it keeps them lit. */
function LabelItem({ row, lit, followed, picked, onPoint, onPick }: Pointing & { row: LabelRow }) {
  const { name, confidence, count, trail, placed } = row;
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (followed === name) item.current?.scrollIntoView({ block: 'nearest' });
  }, [followed, name]);
  return (
    <li
      ref={item}
      class="label"
      data-lit={lit === name}
      onPointerEnter={({ pointerType }) => pointerType === 'mouse' && onPoint(name)}
      onPointerLeave={() => onPoint(undefined)}
    >
      <button
        class="label__button"
        type="button"
        aria-pressed={picked === name}
        onFocus={({ currentTarget }) => currentTarget.matches(':focus-visible') && onPoint(name)}
        onBlur={() => onPoint(undefined)}
        onClick={() => onPick(name)}
      >
        {placed && <Icon name="place" />}
        <span class="label__name">{count > 1 ? `${count} × ${name}` : name}</span>{' '}
        <span class="label__confidence">{percent(confidence)}</span>
      </button>
      {trail.length > 0 && <p class="label__trail">{trail.join(' › ')}</p>}
      <span class="label__bar" style={{ width: `${confidence}%` }} />
    </li>
  );
}
