import {
  AnalysesDocument,
  AnalysisDocument,
  CreateUploadsDocument,
  DeleteAnalysisDocument,
  DeleteMyDataDocument,
  LabelsDocument,
  OnAnalysisDocument,
  OverviewDocument,
  ReportDocument,
  RetryAnalysisDocument,
  SetUserBlockedDocument,
  UsageDocument,
  UsersDocument,
  WaitingDocument,
  type AnalysesQueryVariables,
  type AnalysisFieldsFragment,
  type CreateUploadsMutation,
  type LabelsQuery,
  type LabelsQueryVariables,
  type ReportFieldsFragment,
  type ReportQueryVariables,
  type SetUserBlockedMutationVariables,
  type UploadInput,
  type UsageQuery,
  type UserFieldsFragment,
  type UsersQueryVariables,
} from '../../schema/generated/operations.ts';
import { execute, type Endpoint } from './graphql.ts';
import type { SocketClass } from './realtime-connection.ts';
import { subscribe, type Observer } from './realtime.ts';

export type Analysis = AnalysisFieldsFragment;
export type Label = NonNullable<Analysis['labels']>[number];
export type Upload = CreateUploadsMutation['createUploads'][number];
export type Usage = UsageQuery['usage'];
export type User = UserFieldsFragment;
export type Report = ReportFieldsFragment;
export type LabelSummary = LabelsQuery['labels'][number];
export type { UploadInput };

export interface ApiOptions extends Endpoint {
  /** Needed where there is no global one: in Node 20 the `ws` package's class. */
  WebSocket?: SocketClass;
}

export type Api = ReturnType<typeof createApi>;

/** The service as its owner sees it: `schema/operations`, typed. Whatever fails, fails with an `ApiError`. */
export function createApi({ WebSocket = globalThis.WebSocket, ...endpoint }: ApiOptions) {
  return {
    /** One analysis of the caller's; null when there is none with this id. */
    async analysis(id: string): Promise<Analysis | null> {
      return (await execute(endpoint, AnalysisDocument, { id })).analysis;
    },
    /** A page of the caller's analyses that meet a filter, newest first; full unless it is the last. */
    async analyses(page: AnalysesQueryVariables = {}) {
      return (await execute(endpoint, AnalysesDocument, page)).analyses;
    },
    /** What was seen in the caller's photos, most counted first; by default in the last twelve months. */
    async labels(query: LabelsQueryVariables = {}): Promise<LabelSummary[]> {
      return (await execute(endpoint, LabelsDocument, query)).labels;
    },
    /** The caller's photos by day; at most 366 days. */
    async report(range: ReportQueryVariables): Promise<Report> {
      return (await execute(endpoint, ReportDocument, range)).report;
    },
    /** The same over everybody's photos; for admins. */
    async overview(range: ReportQueryVariables): Promise<Report> {
      return (await execute(endpoint, OverviewDocument, range)).overview;
    },
    /** How many photos the caller has sent today, and how many may be sent. */
    async usage(): Promise<Usage> {
      return (await execute(endpoint, UsageDocument, {})).usage;
    },
    /** How many photos wait in front of the detector, and about how many seconds. */
    async waiting() {
      return (await execute(endpoint, WaitingDocument, {})).waiting;
    },
    /** Announces 1 to 25 photos; the answer says, in the same order, where each goes. */
    async createUploads(files: UploadInput[]): Promise<Upload[]> {
      return (await execute(endpoint, CreateUploadsDocument, { files })).createUploads;
    },
    /** Has a photo looked at again that failed, or whose labels are to be renewed. */
    async retryAnalysis(id: string): Promise<Analysis> {
      return (await execute(endpoint, RetryAnalysisDocument, { id })).retryAnalysis;
    },
    /** Goes through even when the page that asks for it is closed. */
    async deleteAnalysis(id: string): Promise<void> {
      await execute(endpoint, DeleteAnalysisDocument, { id }, { keepalive: true });
    },
    /** Deletes everything of the caller's; when it is not `done`, the service goes on by itself. */
    async deleteMyData() {
      return (await execute(endpoint, DeleteMyDataDocument, {})).deleteMyData;
    },
    /** A page of everybody who has sent photos; for admins. */
    async users(page: UsersQueryVariables = {}) {
      return (await execute(endpoint, UsersDocument, page)).users;
    },
    /** Blocks a person or lets them in again; for admins. */
    async setUserBlocked(order: SetUserBlockedMutationVariables): Promise<User> {
      return (await execute(endpoint, SetUserBlockedDocument, order)).setUserBlocked;
    },
    /** Tells each new version of the owner's analyses until the returned function is called. */
    onAnalysis(owner: string, { next, ...observer }: Observer<Analysis>): () => void {
      return subscribe(
        { ...endpoint, WebSocket },
        OnAnalysisDocument,
        { owner },
        {
          ...observer,
          next: ({ onAnalysis }) => {
            if (onAnalysis) next(onAnalysis);
          },
        },
      );
    },
  };
}
