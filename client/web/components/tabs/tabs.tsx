import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import './tabs.css';

interface TabsProps<Name extends string> {
  /** What the choice is about. */
  label: string;
  tabs: readonly { name: Name; words: string }[];
  selected: Name;
  onSelect: (name: Name) => void;
  /** Of the selected tab. */
  children: ComponentChildren;
}

/** One of several views at a time; arrow keys go from one to the next. */
export function Tabs<Name extends string>({ label, tabs, selected, onSelect, children }: TabsProps<Name>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const current = tabs.findIndex(({ name }) => name === selected);
    const to = Number.isFinite(step) ? (current + step + tabs.length) % tabs.length : step < 0 ? 0 : tabs.length - 1;
    const tab = tabs[to];
    if (!tab) return;
    onSelect(tab.name);
    list.current?.querySelectorAll('button')[to]?.focus();
  };
  return (
    <div class="tabs">
      <div ref={list} class="tabs__list" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map(({ name, words }) => (
          <button
            key={name}
            id={`${id}-${name}`}
            class="tabs__tab"
            type="button"
            role="tab"
            aria-selected={name === selected}
            aria-controls={`${id}-panel`}
            tabindex={name === selected ? 0 : -1}
            onClick={() => onSelect(name)}
          >
            {words}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} class="tabs__panel" role="tabpanel" aria-labelledby={`${id}-${selected}`}>
        {children}
      </div>
    </div>
  );
}
