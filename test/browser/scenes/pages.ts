import type { Page } from 'playwright-core';
import type { Visit } from '../visit.ts';
import type { Scene } from './scene.ts';

/** The other pages. */
export const pages: Scene[] = [
  {
    name: 'no-such-photo',
    shows: 'A photo that does not exist',
    set: async ({ visit, page }) => {
      await visit.signIn('alice', '/photos/01HZZZZZZZZZZZZZZZZZZZZZZZ');
      await page.getByRole('heading', { name: 'This photo does not exist' }).waitFor();
    },
  },
  { name: 'no-such-page', shows: 'A page that does not exist', set: ({ visit }) => visit.signIn('alice', '/nowhere') },
  {
    name: 'library',
    shows: 'The library',
    set: ({ visit, page }) => open(visit, page, 'alice', '/library', 'Library'),
  },
  {
    name: 'library-none',
    shows: 'A filter that no photo meets',
    set: async ({ visit, page }) => {
      await visit.signIn('alice', '/library?label=Giraffe&status=COMPLETED&confidence=90');
      await page.getByRole('heading', { name: 'No photo meets this filter' }).waitFor();
    },
  },
  {
    name: 'library-empty',
    shows: 'An empty library',
    alone: true,
    set: ({ visit, page }) => open(visit, page, 'bob', '/library', 'Library'),
  },
  {
    name: 'report',
    shows: 'The report',
    set: ({ visit, page }) => openReport(visit, page),
  },
  {
    name: 'report-printed',
    shows: 'The report on paper',
    set: async ({ visit, page }) => {
      await openReport(visit, page);
      await page.emulateMedia({ media: 'print' });
    },
  },
  {
    name: 'report-empty',
    shows: 'A report on days without photos',
    alone: true,
    set: ({ visit, page }) => open(visit, page, 'bob', '/report', 'Report'),
  },
  {
    name: 'admin',
    shows: 'For admins: people and what is spent',
    set: async ({ visit, page }) => {
      await open(visit, page, 'admin', '/admin', 'Admin');
      await page.getByRole('row').nth(1).waitFor();
    },
  },
  {
    name: 'admin-block',
    shows: 'Blocking somebody',
    set: async ({ visit, page }) => {
      await open(visit, page, 'admin', '/admin', 'Admin');
      await page
        .getByRole('button', { name: /^Block/ })
        .first()
        .click();
      await page.getByRole('dialog').waitFor();
    },
  },
];

async function open(visit: Visit, page: Page, user: string, path: string, title: string): Promise<void> {
  await visit.signIn(user, path);
  await page.getByRole('heading', { name: title, level: 1 }).waitFor();
}

async function openReport(visit: Visit, page: Page): Promise<void> {
  await open(visit, page, 'alice', '/report', 'Report');
  await page.getByRole('img', { name: /photos in 30 days/ }).waitFor();
}
