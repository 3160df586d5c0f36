import { CopyButton } from '../copy-button/copy-button.tsx';
import './code-view.css';

interface CodeViewProps {
  title: string;
  hint?: string;
  code: string;
}

/** A text for programs, to be read and copied. */
export function CodeView({ title, hint, code }: CodeViewProps) {
  return (
    <div class="code-view">
      <header>
        <h3>{title}</h3>
        <CopyButton text={() => code} />
      </header>
      {hint !== undefined && <p>{hint}</p>}
      <pre tabindex={0} aria-label={title} role="region">
        <code>{code}</code>
      </pre>
    </div>
  );
}
