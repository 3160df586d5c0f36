export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A day, `YYYY-MM-DD`. */
  AWSDate: { input: string; output: string; }
  /** A moment, ISO 8601 in UTC with milliseconds, for example `2026-11-22T10:56:21.000Z`. */
  AWSDateTime: { input: string; output: string; }
  /** An absolute URL. */
  AWSURL: { input: string; output: string; }
  /** An IPv4 or IPv6 address. */
  AWSIPAddress: { input: string; output: string; }
};

/**
 * What a caller can read: always their own analyses and usage, never another's. A caller is a signed-in person, or a
 * back-end application, which signs with an IAM role and owns what it sends: its user id is `app-` and the role's name.
 */
export type Query = {
  __typename?: 'Query';
  /** One analysis of the caller's; null when the caller has none with this id. */
  analysis?: Maybe<Analysis>;
  /**
   * The caller's analyses, newest first, a page at a time. A page is full unless it is the last. Analyses that come or go
   * between two pages change nothing of those that stay. Fails with `InvalidInput`, also for a `nextToken` of another
   * caller's or of another filter.
   */
  analyses: AnalysisPage;
  /**
   * What was seen in the caller's photos, most counted first: for completion while a name is typed, and for facets. A label
   * counts where `analyses` finds it by its name: from a confidence of 55 on. Fails with `InvalidInput`.
   */
  labels: Array<LabelSummary>;
  /**
   * The caller's photos by the day (UTC) they were announced on. A photo counts once its analysis has ended, and no more
   * once it is deleted. Fails with `InvalidInput`.
   */
  report: Report;
  /** The same over the photos of all users, up to two minutes late. For admins. Fails with `InvalidInput`. */
  overview: Report;
  /** The caller's export with this id; null when there is none, or when a later one has taken its place. */
  export?: Maybe<Export>;
  /** How many photos the caller has sent today, and how many a day allows. */
  usage: Usage;
  /**
   * How many photos were looked at in the current month (UTC), of everybody's, and how many the service may pay for: from
   * there on `createUploads` and `retryAnalysis` fail with `ServicePaused` until `resetsAt`. For admins.
   */
  serviceUsage: Usage;
  /** How many photos wait, of everybody's, and for about how long. */
  waiting: Waiting;
  /** Everybody who has ever sent a photo, in the order of their ids, a page at a time. For admins. */
  users: UserPage;
};


/**
 * What a caller can read: always their own analyses and usage, never another's. A caller is a signed-in person, or a
 * back-end application, which signs with an IAM role and owns what it sends: its user id is `app-` and the role's name.
 */
export type QueryAnalysisArgs = {
  id: Scalars['ID']['input'];
};


/**
 * What a caller can read: always their own analyses and usage, never another's. A caller is a signed-in person, or a
 * back-end application, which signs with an IAM role and owns what it sends: its user id is `app-` and the role's name.
 */
export type QueryAnalysesArgs = {
  filter?: InputMaybe<AnalysisFilter>;
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
};


/**
 * What a caller can read: always their own analyses and usage, never another's. A caller is a signed-in person, or a
 * back-end application, which signs with an IAM role and owns what it sends: its user id is `app-` and the role's name.
 */
export type QueryLabelsArgs = {
  prefix?: InputMaybe<Scalars['String']['input']>;
  from?: InputMaybe<Scalars['AWSDate']['input']>;
  to?: InputMaybe<Scalars['AWSDate']['input']>;
  limit?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * What a caller can read: always their own analyses and usage, never another's. A caller is a signed-in person, or a
 * back-end application, which signs with an IAM role and owns what it sends: its user id is `app-` and the role's name.
 */
export type QueryReportArgs = {
  from: Scalars['AWSDate']['input'];
  to: Scalars['AWSDate']['input'];
};


/**
 * What a caller can read: always their own analyses and usage, never another's. A caller is a signed-in person, or a
 * back-end application, which signs with an IAM role and owns what it sends: its user id is `app-` and the role's name.
 */
export type QueryOverviewArgs = {
  from: Scalars['AWSDate']['input'];
  to: Scalars['AWSDate']['input'];
};


/**
 * What a caller can read: always their own analyses and usage, never another's. A caller is a signed-in person, or a
 * back-end application, which signs with an IAM role and owns what it sends: its user id is `app-` and the role's name.
 */
export type QueryExportArgs = {
  id: Scalars['ID']['input'];
};


/**
 * What a caller can read: always their own analyses and usage, never another's. A caller is a signed-in person, or a
 * back-end application, which signs with an IAM role and owns what it sends: its user id is `app-` and the role's name.
 */
export type QueryUsersArgs = {
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
};

/** What a caller can change, and what the service itself publishes. */
export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Announces 1 to 25 photos and returns where to PUT each. All are accepted or none is. Fails with `UnsupportedType`,
   * `FileTooLarge` or `InvalidInput` (`errorInfo.files` names each bad file, `errorInfo.maxBytes` the limit of this
   * installation), with `QuotaExceeded` (`errorInfo` holds used, limit and resetsAt), `UserBlocked` (`errorInfo` holds reason
   * and since) or `ServicePaused` (`errorInfo` holds resumesAt). A photo that the caller has sent before keeps the analysis it has, and does not count again; every other one
   * counts towards today's limit.
   */
  createUploads: Array<Upload>;
  /**
   * Blocks a person or lets them in again. Who is blocked cannot announce photos (`UserBlocked`); what they have announced
   * and not yet sent is rejected when it comes, and they are told of nothing any more. For admins. Fails with
   * `InvalidInput`.
   */
  setUserBlocked: User;
  /**
   * Has a photo looked at again: one that FAILED, or one that is COMPLETED, whose labels stay until there are new ones. It
   * takes a place in today's limit. Fails with `NotFound`, `Conflict` (nothing to repeat, or under way already),
   * `QuotaExceeded`, `UserBlocked` or `ServicePaused`.
   */
  retryAnalysis: Analysis;
  /** Deletes one analysis of the caller's with its photo, in whatever state it is. Fails with `NotFound`. */
  deleteAnalysis: Scalars['ID']['output'];
  /**
   * Deletes everything of the caller's: analyses, photos, labels, totals and exports. What one call has no time for, the service
   * finishes by itself within minutes. Today's count stays.
   */
  deleteMyData: Erasure;
  /**
   * Has the caller's analyses written to a file, newest first, in the background; `onExport` tells how far it is. Each caller
   * has one export: a new one takes the place of the one before, with its file. Fails with `InvalidInput` or `Conflict` (one
   * is under way).
   */
  exportAnalyses: Export;
  /** Tells the owner's subscribers how far an export is. For the service itself; needs IAM. */
  publishExport: Export;
  /** Tells the owner's subscribers of a new version of an analysis. For the service itself; needs IAM. */
  publishAnalysis: Analysis;
};


/** What a caller can change, and what the service itself publishes. */
export type MutationCreateUploadsArgs = {
  files: Array<UploadInput>;
};


/** What a caller can change, and what the service itself publishes. */
export type MutationSetUserBlockedArgs = {
  userId: Scalars['ID']['input'];
  blocked: Scalars['Boolean']['input'];
  reason?: InputMaybe<Scalars['String']['input']>;
};


/** What a caller can change, and what the service itself publishes. */
export type MutationRetryAnalysisArgs = {
  id: Scalars['ID']['input'];
  version?: InputMaybe<Scalars['Int']['input']>;
};


/** What a caller can change, and what the service itself publishes. */
export type MutationDeleteAnalysisArgs = {
  id: Scalars['ID']['input'];
};


/** What a caller can change, and what the service itself publishes. */
export type MutationExportAnalysesArgs = {
  filter?: InputMaybe<AnalysisFilter>;
  format: ExportFormat;
};


/** What a caller can change, and what the service itself publishes. */
export type MutationPublishExportArgs = {
  export: ExportInput;
};


/** What a caller can change, and what the service itself publishes. */
export type MutationPublishAnalysisArgs = {
  analysis: AnalysisInput;
};

/** What a caller can watch. */
export type Subscription = {
  __typename?: 'Subscription';
  /**
   * Each new version of the analyses of one owner, who has to be the caller. Nothing is replayed: subscribe first, then
   * read what is there, and keep the higher `version` of each. Fails with `UserBlocked`.
   */
  onAnalysis?: Maybe<Analysis>;
  /**
   * How far the exports of one owner are, who has to be the caller: on request, every 5,000 rows, and at the end. Nothing is
   * replayed, and something may be told twice: keep the higher `version`. Fails with `UserBlocked`.
   */
  onExport?: Maybe<Export>;
};


/** What a caller can watch. */
export type SubscriptionOnAnalysisArgs = {
  owner: Scalars['ID']['input'];
};


/** What a caller can watch. */
export type SubscriptionOnExportArgs = {
  owner: Scalars['ID']['input'];
};

/** One photo and what was found in it. */
export type Analysis = {
  __typename?: 'Analysis';
  /** Sorts by the time of creation (ULID). */
  id: Scalars['ID']['output'];
  /** User id of the person who sent the photo. */
  owner: Scalars['ID']['output'];
  /** The file's name on the sender's device, as given. */
  fileName: Scalars['String']['output'];
  /** The declared media type: `image/jpeg` or `image/png`. */
  contentType: Scalars['String']['output'];
  /** The photo's size in bytes. */
  size: Scalars['Int']['output'];
  /** SHA-256 of the photo's bytes, base64. */
  sha256: Scalars['String']['output'];
  /** Width in pixels as displayed (orientation applied); null until the photo has been read. */
  width?: Maybe<Scalars['Int']['output']>;
  /** Height in pixels as displayed (orientation applied); null until the photo has been read. */
  height?: Maybe<Scalars['Int']['output']>;
  /** Where the photo is on its way. */
  status: AnalysisStatus;
  /** Why the analysis ended without labels; null in every other state. */
  reason?: Maybe<Reason>;
  /** When the upload was announced. */
  createdAt: Scalars['AWSDateTime']['output'];
  /** When this version was written. */
  updatedAt: Scalars['AWSDateTime']['output'];
  /** The address that announced the upload. */
  sourceIp?: Maybe<Scalars['AWSIPAddress']['output']>;
  /** Rises by one with each change. Of two copies the one with the higher version is right. */
  version: Scalars['Int']['output'];
  /**
   * What is in the photo, most confident first; null until COMPLETED, and kept while it is looked at again. Ancestors
   * (Vehicle for a Car) are labels of their own.
   */
  labels?: Maybe<Array<Label>>;
  /** Version of the model that found the labels; null until COMPLETED. */
  labelModelVersion?: Maybe<Scalars['String']['output']>;
  /** The id of the request that had the photo looked at, as its `x-correlation-id` named it: stands in the service's logs. */
  correlationId?: Maybe<Scalars['String']['output']>;
  /** Link to the photo, good for an hour; null while there is no photo, and when none can be made just now. */
  imageUrl?: Maybe<Scalars['AWSURL']['output']>;
  /**
   * Link to a thumbnail (a JPEG of at most 512 pixels a side, without metadata), or to the photo where there is none. Good
   * for an hour; null while there is no photo, and when none can be made just now.
   */
  thumbnailUrl?: Maybe<Scalars['AWSURL']['output']>;
};

/** The states of an analysis. COMPLETED, REJECTED, FAILED and EXPIRED are final. */
export type AnalysisStatus =
  /** Announced; the photo has not arrived yet. */
  | 'AWAITING_UPLOAD'
  /** The photo is here and is being looked at. */
  | 'ANALYZING'
  /** The labels are there. */
  | 'COMPLETED'
  /** The photo cannot be analyzed; `reason` says why. */
  | 'REJECTED'
  /** The service could not do its work; `reason` says more. The photo does not count towards the daily limit. */
  | 'FAILED'
  /** The photo never arrived. */
  | 'EXPIRED';

/** Why an analysis ended without labels. */
export type Reason = {
  __typename?: 'Reason';
  /** Stable, for programs. */
  code: ReasonCode;
  /** Plain words, for people. */
  message: Scalars['String']['output'];
};

/** Every reason for which an analysis can end without labels. */
export type ReasonCode =
  /** The bytes are not an image that can be read. */
  | 'NOT_AN_IMAGE'
  /** An image, but neither JPEG nor PNG. */
  | 'UNSUPPORTED_FORMAT'
  /** More than 15 MB, or a side of more than 10,000 pixels. */
  | 'TOO_LARGE'
  /** A side of fewer than 80 pixels. */
  | 'TOO_SMALL'
  /** The bytes are of another type than was declared. */
  | 'CONTENT_MISMATCH'
  /** The sender was blocked before the photo was looked at. */
  | 'USER_BLOCKED'
  /** The detector could not be reached or was too busy, several times over. */
  | 'DETECTOR_UNAVAILABLE'
  /** A fault of the service. */
  | 'INTERNAL_ERROR';

/** A thing, a scene or a concept seen in a photo. */
export type Label = {
  __typename?: 'Label';
  /** The label's name, for example `Car`. */
  name: Scalars['String']['output'];
  /** How sure the detector is, 0 to 100. */
  confidence: Scalars['Float']['output'];
  /** Where the thing was found; empty for labels that have no place, ancestors among them. */
  instances: Array<Instance>;
  /** Names of all ancestors, for example `Transportation` and `Vehicle`. */
  parents: Array<Scalars['String']['output']>;
  /** Other names of the same thing. */
  aliases: Array<Scalars['String']['output']>;
  /** Names of the categories the label belongs to. */
  categories: Array<Scalars['String']['output']>;
};

/** One occurrence of a label in the photo. */
export type Instance = {
  __typename?: 'Instance';
  /** How sure the detector is of this one, 0 to 100. */
  confidence: Scalars['Float']['output'];
  /** Where it is. */
  box: Box;
};

/** A rectangle in ratios (0 to 1) of the displayed photo's width and height. */
export type Box = {
  __typename?: 'Box';
  /** Distance of the left edge from the photo's left edge. */
  left: Scalars['Float']['output'];
  /** Distance of the upper edge from the photo's upper edge. */
  top: Scalars['Float']['output'];
  /** Width of the box. */
  width: Scalars['Float']['output'];
  /** Height of the box. */
  height: Scalars['Float']['output'];
};

/** A page of analyses. */
export type AnalysisPage = {
  __typename?: 'AnalysisPage';
  /** The analyses of this page, newest first. */
  items: Array<Analysis>;
  /** Give it back to get the next page; null on the last one. */
  nextToken?: Maybe<Scalars['String']['output']>;
};

/** Conditions on analyses; all that are given have to hold. */
export type AnalysisFilter = {
  /** In one of these states. */
  status?: InputMaybe<Array<AnalysisStatus>>;
  /** By what is in the photo. */
  labels?: InputMaybe<LabelFilter>;
  /**
   * The labels asked for were seen with at least this confidence, 0 to 100; without labels asked for: any label was. Names
   * are found from 55 on, so less than that asks for no more.
   */
  minConfidence?: InputMaybe<Scalars['Float']['input']>;
  /** Announced on this day (UTC) or later. */
  from?: InputMaybe<Scalars['AWSDate']['input']>;
  /** Announced on this day (UTC) or earlier. */
  to?: InputMaybe<Scalars['AWSDate']['input']>;
};

/**
 * Conditions on labels, by name or alias, in any case; at most 10 names in all. A photo is found by the 40 names it was given
 * with the most confidence, from 55 on.
 */
export type LabelFilter = {
  /** Each of these was seen. */
  all?: InputMaybe<Array<Scalars['String']['input']>>;
  /** At least one of these was seen. */
  any?: InputMaybe<Array<Scalars['String']['input']>>;
  /** None of these was seen. */
  none?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** A label and how often it was seen. */
export type LabelSummary = {
  __typename?: 'LabelSummary';
  /** The label's name, for example `Car`. */
  name: Scalars['String']['output'];
  /** Photos that it was seen in. */
  count: Scalars['Int']['output'];
  /** Mean of the confidences it was seen with, 0 to 100. */
  meanConfidence: Scalars['Float']['output'];
  /** The day (UTC) on which the last photo of these was announced. */
  lastSeen: Scalars['AWSDate']['output'];
};

/** What became of the photos of some days. */
export type Report = {
  __typename?: 'Report';
  /** The first day. */
  from: Scalars['AWSDate']['output'];
  /** The last day. */
  to: Scalars['AWSDate']['output'];
  /** All days together. */
  total: ReportTotals;
  /** How sure the labels of all days were, from the least confidence that counts (55) to 100, in steps of 5. */
  confidences: Array<ConfidenceBand>;
  /** Each day on its own, in their order; days without photos are left out. */
  days: Array<ReportDay>;
};

/** How many labels were seen with a confidence of this range. */
export type ConfidenceBand = {
  __typename?: 'ConfidenceBand';
  /** Percent, included. */
  from: Scalars['Int']['output'];
  /** Percent, not included, except 100. */
  to: Scalars['Int']['output'];
  /** Labels of all photos; one that was seen in two photos counts twice. */
  count: Scalars['Int']['output'];
};

/** One day of a report. */
export type ReportDay = {
  __typename?: 'ReportDay';
  /** The day (UTC). */
  day: Scalars['AWSDate']['output'];
  /** What became of its photos. */
  totals: ReportTotals;
};

/** Counts of photos whose analyses have ended. */
export type ReportTotals = {
  __typename?: 'ReportTotals';
  /** All of them. */
  photos: Scalars['Int']['output'];
  /** COMPLETED. */
  completed: Scalars['Int']['output'];
  /** REJECTED. */
  rejected: Scalars['Int']['output'];
  /** FAILED. */
  failed: Scalars['Int']['output'];
  /** EXPIRED. */
  expired: Scalars['Int']['output'];
  /** The sum of the photos' announced sizes. */
  bytes: Scalars['Float']['output'];
  /**
   * Half of the completed photos had their labels within so many milliseconds of their announcement; null when there are
   * none. Within 4.5 %, and at least 100. A repeat does not count.
   */
  medianMs?: Maybe<Scalars['Int']['output']>;
  /** 95 of a hundred had; otherwise as `medianMs`. */
  p95Ms?: Maybe<Scalars['Int']['output']>;
  /** What was seen most, the most counted first: up to 20 labels in all, 10 a day. */
  labels: Array<LabelCount>;
};

/** How often a label was seen. */
export type LabelCount = {
  __typename?: 'LabelCount';
  /** The label's name, for example `Car`. */
  name: Scalars['String']['output'];
  /** Photos that it was seen in. */
  count: Scalars['Int']['output'];
  /** Mean of the confidences it was seen with, 0 to 100. */
  meanConfidence: Scalars['Float']['output'];
};

/** A file of analyses that is made in the background. */
export type Export = {
  __typename?: 'Export';
  /** Sorts by the time of the request (ULID). */
  id: Scalars['ID']['output'];
  /** User id of whoever asked for it. */
  owner: Scalars['ID']['output'];
  /** What the file is. */
  format: ExportFormat;
  /** How far it is. */
  status: ExportStatus;
  /** Analyses written so far. */
  rows: Scalars['Int']['output'];
  /** Why it failed, in plain words; null in every other state. */
  message?: Maybe<Scalars['String']['output']>;
  /** When it was asked for. */
  createdAt: Scalars['AWSDateTime']['output'];
  /** When this version was written. */
  updatedAt: Scalars['AWSDateTime']['output'];
  /** When it is deleted with its file: a day after it was asked for. */
  expiresAt: Scalars['AWSDateTime']['output'];
  /** Rises with each change. Of two copies the one with the higher version is right. */
  version: Scalars['Int']['output'];
  /** Link to the file, good for 15 minutes; null until COMPLETED. */
  url?: Maybe<Scalars['AWSURL']['output']>;
};

/** What the file of an export is; in UTF-8. */
export type ExportFormat =
  /**
   * Comma-separated values as in RFC 4180, with a first row of names: id, fileName, contentType, size, width, height, status,
   * reasonCode, reasonMessage, createdAt, updatedAt, sourceIp, labels (`Sheep 98.7; Animal 98.7`), labelModelVersion, sha256.
   * What a spreadsheet would take for a formula has an apostrophe before it.
   */
  | 'CSV'
  /** A line of JSON for each analysis, with the fields of `Analysis` without its links. */
  | 'JSONL';

/** The states of an export. COMPLETED and FAILED are final. */
export type ExportStatus =
  /** Waits to be written. */
  | 'REQUESTED'
  /** Is being written. */
  | 'RUNNING'
  /** The file is there. */
  | 'COMPLETED'
  /** There will be no file; `message` says why. */
  | 'FAILED';

/** A count of photos against a limit: a person's for the current day (UTC), or the service's for the current month. */
export type Usage = {
  __typename?: 'Usage';
  /** Photos that count towards the limit. */
  used: Scalars['Int']['output'];
  /** Photos that the day or the month allows. */
  limit: Scalars['Int']['output'];
  /** When the count starts again from zero. */
  resetsAt: Scalars['AWSDateTime']['output'];
};

/** What waits in front of the detector. */
export type Waiting = {
  __typename?: 'Waiting';
  /** Photos that have arrived and that nobody looks at yet, approximately. */
  photos: Scalars['Int']['output'];
  /** Seconds until a photo that arrives now is looked at, approximately: from what waits and how long a photo takes. */
  seconds: Scalars['Int']['output'];
};

/** A person, as admins see them. */
export type User = {
  __typename?: 'User';
  /** The user id (the token's `sub`). */
  id: Scalars['ID']['output'];
  /** The user name at the last upload. */
  name?: Maybe<Scalars['String']['output']>;
  /** When photos were announced last; null when never. */
  lastUploadAt?: Maybe<Scalars['AWSDateTime']['output']>;
  /** Whether the person may send photos and be told of them. */
  blocked: Scalars['Boolean']['output'];
  /** The last block, lifted or not; null when there was none. */
  block?: Maybe<Block>;
  /** Today's count. */
  usage: Usage;
};

/** That a person was blocked. */
export type Block = {
  __typename?: 'Block';
  /** Why. */
  reason?: Maybe<Scalars['String']['output']>;
  /** User id of the admin who blocked. */
  by: Scalars['ID']['output'];
  /** When. */
  at: Scalars['AWSDateTime']['output'];
  /** User id of the admin who lifted the block; null while it holds. */
  liftedBy?: Maybe<Scalars['ID']['output']>;
  /** When it was lifted; null while it holds. */
  liftedAt?: Maybe<Scalars['AWSDateTime']['output']>;
};

/** A page of users. */
export type UserPage = {
  __typename?: 'UserPage';
  /** The users of this page. */
  items: Array<User>;
  /** Give it back to get the next page; null on the last one. */
  nextToken?: Maybe<Scalars['String']['output']>;
};

/** What `deleteMyData` has done. */
export type Erasure = {
  __typename?: 'Erasure';
  /** Analyses deleted by this call. */
  deleted: Scalars['Int']['output'];
  /** Whether nothing is left; if not, the service goes on by itself. */
  done: Scalars['Boolean']['output'];
};

/** A photo that is about to be sent. */
export type UploadInput = {
  /** The file's name on the sender's device: 1 to 255 characters, none of them a control character. */
  fileName: Scalars['String']['input'];
  /** `image/jpeg` or `image/png`. */
  contentType: Scalars['String']['input'];
  /** Size in bytes: 1 to 15728640 (15 MB). */
  size: Scalars['Int']['input'];
  /** SHA-256 of the bytes, base64. */
  sha256: Scalars['String']['input'];
};

/** Where one announced photo goes. */
export type Upload = {
  __typename?: 'Upload';
  /** The analysis: a new one that waits for its photo, or the one that the photo has already. */
  analysis: Analysis;
  /** PUT the bytes here, with exactly `headers`, within 15 minutes and once. Null when the photo is already known. */
  url?: Maybe<Scalars['AWSURL']['output']>;
  /** The headers that the link was signed with; a request that differs is refused. */
  headers: Array<Header>;
};

/** An HTTP header. */
export type Header = {
  __typename?: 'Header';
  /** Lower-case name. */
  name: Scalars['String']['output'];
  /** Exact value. */
  value: Scalars['String']['output'];
};

/** An analysis as the service publishes it: what is stored, without the links. */
export type AnalysisInput = {
  /** See `Analysis.id`. */
  id: Scalars['ID']['input'];
  /** See `Analysis.owner`. */
  owner: Scalars['ID']['input'];
  /** See `Analysis.fileName`. */
  fileName: Scalars['String']['input'];
  /** See `Analysis.contentType`. */
  contentType: Scalars['String']['input'];
  /** See `Analysis.size`. */
  size: Scalars['Int']['input'];
  /** See `Analysis.sha256`. */
  sha256: Scalars['String']['input'];
  /** See `Analysis.width`. */
  width?: InputMaybe<Scalars['Int']['input']>;
  /** See `Analysis.height`. */
  height?: InputMaybe<Scalars['Int']['input']>;
  /** Whether a thumbnail is stored. */
  thumbnail?: InputMaybe<Scalars['Boolean']['input']>;
  /** See `Analysis.status`. */
  status: AnalysisStatus;
  /** See `Analysis.reason`. */
  reason?: InputMaybe<ReasonInput>;
  /** See `Analysis.createdAt`. */
  createdAt: Scalars['AWSDateTime']['input'];
  /** See `Analysis.updatedAt`. */
  updatedAt: Scalars['AWSDateTime']['input'];
  /** See `Analysis.sourceIp`. */
  sourceIp?: InputMaybe<Scalars['AWSIPAddress']['input']>;
  /** See `Analysis.version`. */
  version: Scalars['Int']['input'];
  /** See `Analysis.labels`. */
  labels?: InputMaybe<Array<LabelInput>>;
  /** See `Analysis.labelModelVersion`. */
  labelModelVersion?: InputMaybe<Scalars['String']['input']>;
  /** See `Analysis.correlationId`. */
  correlationId?: InputMaybe<Scalars['String']['input']>;
};

/** An export as the service publishes it: without the link. */
export type ExportInput = {
  /** See `Export.id`. */
  id: Scalars['ID']['input'];
  /** See `Export.owner`. */
  owner: Scalars['ID']['input'];
  /** See `Export.format`. */
  format: ExportFormat;
  /** See `Export.status`. */
  status: ExportStatus;
  /** See `Export.rows`. */
  rows: Scalars['Int']['input'];
  /** See `Export.message`. */
  message?: InputMaybe<Scalars['String']['input']>;
  /** See `Export.createdAt`. */
  createdAt: Scalars['AWSDateTime']['input'];
  /** See `Export.updatedAt`. */
  updatedAt: Scalars['AWSDateTime']['input'];
  /** See `Export.expiresAt`. */
  expiresAt: Scalars['AWSDateTime']['input'];
  /** See `Export.version`. */
  version: Scalars['Int']['input'];
};

/** See `Reason`. */
export type ReasonInput = {
  /** See `Reason.code`. */
  code: ReasonCode;
  /** See `Reason.message`. */
  message: Scalars['String']['input'];
};

/** See `Label`. */
export type LabelInput = {
  /** See `Label.name`. */
  name: Scalars['String']['input'];
  /** See `Label.confidence`. */
  confidence: Scalars['Float']['input'];
  /** See `Label.instances`. */
  instances: Array<InstanceInput>;
  /** See `Label.parents`. */
  parents: Array<Scalars['String']['input']>;
  /** See `Label.aliases`. */
  aliases: Array<Scalars['String']['input']>;
  /** See `Label.categories`. */
  categories: Array<Scalars['String']['input']>;
};

/** See `Instance`. */
export type InstanceInput = {
  /** See `Instance.confidence`. */
  confidence: Scalars['Float']['input'];
  /** See `Instance.box`. */
  box: BoxInput;
};

/** See `Box`. */
export type BoxInput = {
  /** See `Box.left`. */
  left: Scalars['Float']['input'];
  /** See `Box.top`. */
  top: Scalars['Float']['input'];
  /** See `Box.width`. */
  width: Scalars['Float']['input'];
  /** See `Box.height`. */
  height: Scalars['Float']['input'];
};
