import { useEffect, useRef, useState } from 'preact/hooks';
import { byCategory, percent, type LabelRow, type LabelView, type Place } from '../../labels/label-view.ts';
import { useWords } from '../../words/use-words.ts';
import { Icon } from '../icon/icon.tsx';
import { isSame, type Pointed, type Pointing } from '../photo-result/pointing.ts';
import './label-list.css';

export type Order = 'confidence' | 'category';

interface LabelListProps {
  view: LabelView;
  order: Order;
  pointing: Pointing;
}

/** What is in the photo: the most specific labels first, then what they are kinds of; or all of it by category. */
export function LabelList({ view, order, pointing }: LabelListProps) {
  const words = useWords();
  const { specific, broader } = view;
  const all = [...specific, ...broader];
  return (
    <div class="label-list">
      {order === 'category' ? (
        byCategory(all).map(({ category, rows }) => (
          <LabelGroup
            key={category ?? ''}
            title={category ?? words.say('labels.otherCategory')}
            rows={rows}
            pointing={pointing}
          />
        ))
      ) : (
        <>
          <ul class="label-list__specific" aria-label={words.say('labels.list')}>
            {specific.map((row) => (
              <LabelItem key={row.name} row={row} pointing={pointing} />
            ))}
          </ul>
          {broader.length > 0 && (
            <>
              <h3>{words.say('labels.broader')}</h3>
              <ul class="label-list__broader" aria-label={words.say('labels.broaderList')}>
                {broader.map((row) => (
                  <LabelItem key={row.name} row={{ ...row, trail: [], places: [] }} pointing={pointing} />
                ))}
              </ul>
            </>
          )}
        </>
      )}
      {all.some(({ placed }) => !placed) && (
        <p class="label-list__legend">
          <Icon name="whole" /> {words.say('labels.noBoxHint')}
        </p>
      )}
    </div>
  );
}

function LabelGroup({ title, rows, pointing }: { title: string; rows: readonly LabelRow[]; pointing: Pointing }) {
  return (
    <>
      <h3>{title}</h3>
      <ul class="label-list__specific" aria-label={title}>
        {rows.map((row) => (
          <LabelItem key={row.name} row={row} pointing={pointing} />
        ))}
      </ul>
    </>
  );
}

/** What lights when somebody points at it, or reaches it with the keyboard, and stays lit once it is picked. */
function targetProps(target: Pointed, { point, pick, picked }: Pointing) {
  return {
    'aria-pressed': isSame(picked, target),
    onFocus: ({ currentTarget }: { currentTarget: Element }) => {
      if (currentTarget.matches(':focus-visible')) point(target);
    },
    onBlur: () => point(undefined),
    onClick: () => pick(target),
  };
}

function LabelItem({ row, pointing }: { row: LabelRow; pointing: Pointing }) {
  const words = useWords();
  const { name, confidence, places, trail, placed } = row;
  const { pointed, shown, point } = pointing;
  const item = useRef<HTMLLIElement>(null);
  const followed = pointed?.place !== undefined && pointed.label === name;
  useEffect(() => {
    if (followed) item.current?.scrollIntoView({ block: 'nearest' });
  }, [followed]);
  return (
    <li
      ref={item}
      class="label"
      data-lit={shown?.label === name}
      data-placed={placed}
      onPointerOver={({ pointerType, target }) => {
        const isInstance = target instanceof Element && target.closest('.label__instances');
        if (pointerType === 'mouse' && !isInstance) point({ label: name });
      }}
      onPointerLeave={() => point(undefined)}
    >
      <button class="label__button" type="button" {...targetProps({ label: name }, pointing)}>
        <Icon name={placed ? 'place' : 'whole'} />
        <span class="label__name" lang="en">
          {places.length > 1 ? words.say('labels.counted', { count: places.length, name }) : name}
        </span>{' '}
        {!placed && <span class="visually-hidden">{words.say('labels.noBox')} </span>}
        <span class="label__confidence">{percent(confidence)}</span>
      </button>
      {trail.length > 0 && (
        <p class="label__trail" lang="en">
          {trail.join(' › ')}
        </p>
      )}
      {places.length > 1 && <Instances name={name} places={places} pointing={pointing} />}
      <span class="label__bar" style={{ width: `${confidence}%` }} />
    </li>
  );
}

/** More than these are shown when they are asked for. */
const MOST_INSTANCES = 8;

/** How sure the detector is of each one. */
function Instances({ name, places, pointing }: { name: string; places: readonly Place[]; pointing: Pointing }) {
  const words = useWords();
  const [all, showAll] = useState(false);
  const shown = all ? places : places.slice(0, MOST_INSTANCES);
  const { point } = pointing;
  return (
    <ul class="label__instances" aria-label={words.say('labels.instances', { name })}>
      {shown.map(({ key, confidence }, index) => {
        const target = { label: name, place: key };
        const named = { name, index: index + 1, confidence: percent(confidence) };
        return (
          <li key={key}>
            <button
              class="label__instance"
              type="button"
              data-lit={pointing.shown?.place === key}
              aria-label={words.say('labels.instance', named)}
              onPointerEnter={({ pointerType }) => pointerType === 'mouse' && point(target)}
              {...targetProps(target, pointing)}
            >
              {percent(confidence)}
            </button>
          </li>
        );
      })}
      {shown.length < places.length && (
        <li>
          <button class="label__instance" type="button" onClick={() => showAll(true)}>
            {words.say('labels.moreInstances', { count: places.length - shown.length })}
          </button>
        </li>
      )}
    </ul>
  );
}
