import {
  AnalysesDocument,
  AnalysisDocument,
  CreateUploadsDocument,
  DeleteAnalysisDocument,
  DeleteMyDataDocument,
  ExportAnalysesDocument,
  ExportDocument,
  LabelsDocument,
  OnAnalysisDocument,
  OnExportDocument,
  OverviewDocument,
  ReportDocument,
  RetryAnalysisDocument,
  ServiceUsageDocument,
  SetUserBlockedDocument,
  UsageDocument,
  UsersDocument,
  WaitingDocument,
  type AnalysesQueryVariables,
  type AnalysisFieldsFragment,
  type CreateUploadsMutation,
  type ExportAnalysesMutationVariables,
  type ExportFieldsFragment,
  type LabelsQuery,
  type LabelsQueryVariables,
  type ReportFieldsFragment,
  type ReportQueryVariables,
  type SetUserBlockedMutationVariables,
  type TypedDocumentString,
  type UploadInput,
  type UsageQuery,
  type UserFieldsFragment,
  type UsersQueryVariables,
} from '../../schema/generated/operations.ts';
import { byToken, execute, type Authorize, type Endpoint } from './graphql.ts';
import type { RealtimeEndpoint, SocketClass } from './realtime-connection.ts';
import { subscribe, type Observer } from './realtime.ts';

export type Analysis = AnalysisFieldsFragment;
export type Label = NonNullable<Analysis['labels']>[number];
export type Upload = CreateUploadsMutation['createUploads'][number];
export type Export = ExportFieldsFragment;
export type Usage = UsageQuery['usage'];
export type User = UserFieldsFragment;
export type Report = ReportFieldsFragment;
export type LabelSummary = LabelsQuery['labels'][number];
export type { UploadInput };

/** Who calls: a signed-in person by a valid access token, or whoever `authorize` makes of it (`iam.ts`). */
type Credentials =
  | { /** Asked for anew with each request and each connection. */ token: () => Promise<string>; authorize?: undefined }
  | { token?: undefined; authorize: Authorize };

export type ApiOptions = Credentials & {
  /** For example `https://abc.appsync-api.us-east-1.amazonaws.com/graphql`. */
  graphqlUrl: string;
  /** Needed where there is no global one: in Node 20 the `ws` package's class. */
  WebSocket?: SocketClass;
};

export type Api = ReturnType<typeof createApi>;

/** The service as its owner sees it: `schema/operations`, typed. Whatever fails, fails with an `ApiError`. */
export function createApi({ graphqlUrl, WebSocket = globalThis.WebSocket, ...caller }: ApiOptions) {
  const endpoint = { graphqlUrl, authorize: caller.authorize ?? byToken(caller.token) };
  return { ...reads(endpoint), ...changes(endpoint), ...subscriptions({ ...endpoint, WebSocket }) };
}

function reads(endpoint: Endpoint) {
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
    /** The caller's export with this id; null when there is none, or a later one has taken its place. */
    async export(id: string): Promise<Export | null> {
      return (await execute(endpoint, ExportDocument, { id })).export;
    },
    /** Has the caller's analyses written to a file, in the background: see `onExport`. */
    async exportAnalyses(order: ExportAnalysesMutationVariables): Promise<Export> {
      return (await execute(endpoint, ExportAnalysesDocument, order)).exportAnalyses;
    },
    /** How many photos the caller has sent today, and how many may be sent. */
    async usage(): Promise<Usage> {
      return (await execute(endpoint, UsageDocument, {})).usage;
    },
    /** How many photos the service has looked at this month, and how many it may; for admins. */
    async serviceUsage(): Promise<Usage> {
      return (await execute(endpoint, ServiceUsageDocument, {})).serviceUsage;
    },
    /** How many photos wait in front of the detector, and about how many seconds. */
    async waiting() {
      return (await execute(endpoint, WaitingDocument, {})).waiting;
    },
    /** A page of everybody who has sent photos; for admins. */
    async users(page: UsersQueryVariables = {}) {
      return (await execute(endpoint, UsersDocument, page)).users;
    },
  };
}

function changes(endpoint: Endpoint) {
  return {
    /**
     * Announces 1 to 25 photos; the answer says, in the same order, where each goes. Calls that belong to one thing that
     * somebody did share its `correlationId`.
     */
    async createUploads(files: UploadInput[], correlationId?: string): Promise<Upload[]> {
      return (await execute(endpoint, CreateUploadsDocument, { files }, { correlationId })).createUploads;
    },
    /** Has a photo looked at again that failed, or whose labels are to be renewed. */
    async retryAnalysis(id: string, version?: number): Promise<Analysis> {
      return (await execute(endpoint, RetryAnalysisDocument, { id, version })).retryAnalysis;
    },
    /** Goes through even when the page that asks for it is closed. */
    async deleteAnalysis(id: string): Promise<void> {
      await execute(endpoint, DeleteAnalysisDocument, { id }, { keepalive: true });
    },
    /** Deletes everything of the caller's; when it is not `done`, the service goes on by itself. */
    async deleteMyData() {
      return (await execute(endpoint, DeleteMyDataDocument, {})).deleteMyData;
    },
    /** Blocks a person or lets them in again; for admins. */
    async setUserBlocked(order: SetUserBlockedMutationVariables): Promise<User> {
      return (await execute(endpoint, SetUserBlockedDocument, order)).setUserBlocked;
    },
  };
}

function subscriptions(endpoint: RealtimeEndpoint) {
  return {
    /** Tells each new version of the owner's analyses until the returned function is called. */
    onAnalysis(owner: string, observer: Observer<Analysis>): () => void {
      return watch(OnAnalysisDocument, owner, ({ onAnalysis }) => onAnalysis, observer);
    },
    /** Tells how far the owner's exports are until the returned function is called. */
    onExport(owner: string, observer: Observer<Export>): () => void {
      return watch(OnExportDocument, owner, ({ onExport }) => onExport, observer);
    },
  };

  function watch<Result, News>(
    document: TypedDocumentString<Result, { owner: string }>,
    owner: string,
    newsIn: (result: Result) => News | null,
    { next, ...observer }: Observer<News>,
  ): () => void {
    const tell = (result: Result) => {
      const news = newsIn(result);
      if (news !== null) next(news);
    };
    return subscribe(endpoint, document, { owner }, { ...observer, next: tell });
  }
}
