import { useState } from 'preact/hooks';
import type { Api, User } from '../../../api/api.ts';
import { problemOf } from '../../problem.ts';
import { useWords } from '../../words/use-words.ts';
import { Notice } from '../notice/notice.tsx';
import { PageMissing } from '../page-missing/page-missing.tsx';
import { Page } from '../page/page.tsx';
import { BlockDialog } from './block-dialog.tsx';
import { MonthTotals } from './month-totals.tsx';
import { useUsers } from './use-users.ts';
import './admin.css';

/** For admins: who sends photos and how many, and who may not. */
export function Admin({ api }: { api: Api }) {
  const words = useWords();
  const { users, failure, more, retry, setBlocked } = useUsers(api);
  const [asked, ask] = useState<User>();
  return (
    <Page title={words.say('page.admin')}>
      {failure && (
        <Notice kind="bad" action={{ words: words.say('action.tryAgain'), act: retry }} id={failure.correlationId}>
          {words.problem(problemOf(failure))}
        </Notice>
      )}
      <MonthTotals api={api} />
      {users?.length === 0 && (
        <PageMissing title={words.say('admin.nobody')} hint={words.say('admin.nobodyHint')} level={2} />
      )}
      {users && users.length > 0 && (
        <section class="page__panel admin__people" aria-labelledby="admin-users">
          <h2 id="admin-users">{words.say('admin.users')}</h2>
          <div class="admin__scroll" tabindex={0} role="group" aria-labelledby="admin-users">
            <table class="table">
              <thead>
                <tr>
                  <th scope="col">{words.say('admin.name')}</th>
                  <th scope="col">{words.say('admin.lastUpload')}</th>
                  <th scope="col">{words.say('admin.usage')}</th>
                  <th scope="col">{words.say('admin.state')}</th>
                  <th scope="col">
                    <span class="visually-hidden">{words.say('admin.actions')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {users.map((user) => (
                  <UserRow
                    key={user.id}
                    user={user}
                    onBlock={() => ask(user)}
                    onUnblock={() => setBlocked(user.id, false, '')}
                  />
                ))}
              </tbody>
            </table>
          </div>
          {more && (
            <button class="button button--quiet" type="button" onClick={more}>
              {words.say('action.showMore')}
            </button>
          )}
        </section>
      )}
      {asked && (
        <BlockDialog
          name={asked.name ?? asked.id}
          onBlock={(reason) => setBlocked(asked.id, true, reason)}
          onClose={() => ask(undefined)}
        />
      )}
    </Page>
  );
}

function UserRow({ user, onBlock, onUnblock }: { user: User; onBlock: () => void; onUnblock: () => void }) {
  const words = useWords();
  const name = user.name ?? user.id;
  const { used, limit } = user.usage;
  const reason = user.block?.reason;
  return (
    <tr>
      <td class="admin__name" title={user.id}>
        {name}
      </td>
      <td data-label={words.say('admin.lastUpload')}>
        {user.lastUploadAt ? words.dateTime(user.lastUploadAt) : words.say('admin.never')}
      </td>
      <td data-label={words.say('admin.usage')}>{words.say('admin.used', { used, limit })}</td>
      <td class="admin__state" data-label={words.say('admin.state')} data-blocked={user.blocked}>
        {user.blocked
          ? reason
            ? words.say('admin.blockedBecause', { reason })
            : words.say('admin.blocked')
          : words.say('admin.active')}
      </td>
      <td class="admin__action">
        <button
          class="button button--quiet"
          type="button"
          aria-label={words.say(user.blocked ? 'admin.unblockPerson' : 'admin.blockPerson', { name })}
          onClick={user.blocked ? onUnblock : onBlock}
        >
          {words.say(user.blocked ? 'admin.unblock' : 'admin.block')}
        </button>
      </td>
    </tr>
  );
}
