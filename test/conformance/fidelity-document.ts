import { services, strengths, type Behaviour, type ServiceName } from './evidence.ts';

export interface Row extends Behaviour {
  /** File of the case, relative to the project's root. */
  file: string;
}

/** `docs/fidelity.md`: a table a service, in the order of the cases. */
export function renderFidelity(rows: readonly Row[]): string {
  const byService = services
    .map((service) => ({ service, rows: rows.filter((row) => row.service === service) }))
    .filter((group) => group.rows.length > 0);
  return [
    introduction(rows),
    ...byService.map(({ service, rows: own }) => section(service, own)),
    assumptions(rows),
  ].join('\n\n');
}

function introduction(rows: readonly Row[]): string {
  const count = (matches: (row: Row) => boolean) => String(rows.filter(matches).length);
  const total = count(() => true);
  const onBoth = count(({ onlyHere }) => onlyHere !== true);
  const legend = Object.entries(strengths).map(
    ([strength, meaning]) => `| ${strength} | ${meaning} | ${count((row) => row.strength === strength)} |`,
  );
  return `# How far the local cloud can be trusted

\`infra/local\` runs the synthesized stack on one machine. This page lists what it does as AWS does, how that is known, and
what it refuses. Each of its ${total} rows is a test in \`test/conformance\` that passed; \`npm run fidelity\` writes the page, and
\`npm test\` fails when the page says anything else. ${onBoth} of the cases can run against AWS as well
([how](../CONTRIBUTING.md#the-local-cloud-and-aws)); **that has not been done yet: no row was measured on live AWS**.

What is not listed is not emulated. A template or a bundle that needs it stops the boot and is told by name; a call is
answered with the service's own error.

| evidence | meaning | rows |
| --- | --- | --- |
${legend.join('\n')}`;
}

function section(service: ServiceName, rows: readonly Row[]): string {
  const lines = rows.map(
    (row) =>
      `| ${cell(row.statement)} | ${row.status} | ${row.strength}: ${cell(row.source)} | ${row.onlyHere === true ? 'here' : 'here, AWS'} |`,
  );
  const files = [...new Set(rows.map(({ file }) => file))].map((file) => `[${file}](../${file})`);
  return `## ${service}

Cases: ${files.join(', ')}

| behaviour | status | evidence | can run |
| --- | --- | --- | --- |
${lines.join('\n')}`;
}

/** What to look at first on AWS. */
function assumptions(rows: readonly Row[]): string {
  const open = rows.filter(({ strength }) => strength === 'assumed');
  const lines = open.map(({ service, statement, source }) => `- **${service}**: ${statement} (${source})`);
  return `## Assumed

Nothing was found on these points, so the stricter reading was taken. They are the first to check on AWS.

${lines.join('\n')}
`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
