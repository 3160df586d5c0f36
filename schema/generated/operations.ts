/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

/** Conditions on analyses; all that are given have to hold. */
export type AnalysisFilter = {
  /** In one of these states. */
  status?: Array<AnalysisStatus> | null | undefined;
  /** By what is in the photo. */
  labels?: LabelFilter | null | undefined;
  /**
   * The labels asked for were seen with at least this confidence, 0 to 100; without labels asked for: any label was. Names
   * are found from 55 on, so less than that asks for no more.
   */
  minConfidence?: number | null | undefined;
  /** Announced on this day (UTC) or later. */
  from?: string | null | undefined;
  /** Announced on this day (UTC) or earlier. */
  to?: string | null | undefined;
};

/**
 * Conditions on labels, by name or alias, in any case; at most 10 names in all. A photo is found by the 40 names it was given
 * with the most confidence, from 55 on.
 */
export type LabelFilter = {
  /** Each of these was seen. */
  all?: Array<string> | null | undefined;
  /** At least one of these was seen. */
  any?: Array<string> | null | undefined;
  /** None of these was seen. */
  none?: Array<string> | null | undefined;
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

/** A photo that is about to be sent. */
export type UploadInput = {
  /** The file's name on the sender's device: 1 to 255 characters, none of them a control character. */
  fileName: string;
  /** `image/jpeg` or `image/png`. */
  contentType: string;
  /** Size in bytes: 1 to 15728640 (15 MB). */
  size: number;
  /** SHA-256 of the bytes, base64. */
  sha256: string;
};

/** An analysis as the service publishes it: what is stored, without the links. */
export type AnalysisInput = {
  /** See `Analysis.id`. */
  id: string;
  /** See `Analysis.owner`. */
  owner: string;
  /** See `Analysis.fileName`. */
  fileName: string;
  /** See `Analysis.contentType`. */
  contentType: string;
  /** See `Analysis.size`. */
  size: number;
  /** See `Analysis.sha256`. */
  sha256: string;
  /** See `Analysis.width`. */
  width?: number | null | undefined;
  /** See `Analysis.height`. */
  height?: number | null | undefined;
  /** Whether a thumbnail is stored. */
  thumbnail?: boolean | null | undefined;
  /** See `Analysis.status`. */
  status: AnalysisStatus;
  /** See `Analysis.reason`. */
  reason?: ReasonInput | null | undefined;
  /** See `Analysis.createdAt`. */
  createdAt: string;
  /** See `Analysis.updatedAt`. */
  updatedAt: string;
  /** See `Analysis.sourceIp`. */
  sourceIp?: string | null | undefined;
  /** See `Analysis.version`. */
  version: number;
  /** See `Analysis.labels`. */
  labels?: Array<LabelInput> | null | undefined;
  /** See `Analysis.labelModelVersion`. */
  labelModelVersion?: string | null | undefined;
  /** See `Analysis.correlationId`. */
  correlationId?: string | null | undefined;
};

/** An export as the service publishes it: without the link. */
export type ExportInput = {
  /** See `Export.id`. */
  id: string;
  /** See `Export.owner`. */
  owner: string;
  /** See `Export.format`. */
  format: ExportFormat;
  /** See `Export.status`. */
  status: ExportStatus;
  /** See `Export.rows`. */
  rows: number;
  /** See `Export.message`. */
  message?: string | null | undefined;
  /** See `Export.createdAt`. */
  createdAt: string;
  /** See `Export.updatedAt`. */
  updatedAt: string;
  /** See `Export.expiresAt`. */
  expiresAt: string;
  /** See `Export.version`. */
  version: number;
};

/** See `Reason`. */
export type ReasonInput = {
  /** See `Reason.code`. */
  code: ReasonCode;
  /** See `Reason.message`. */
  message: string;
};

/** See `Label`. */
export type LabelInput = {
  /** See `Label.name`. */
  name: string;
  /** See `Label.confidence`. */
  confidence: number;
  /** See `Label.instances`. */
  instances: Array<InstanceInput>;
  /** See `Label.parents`. */
  parents: Array<string>;
  /** See `Label.aliases`. */
  aliases: Array<string>;
  /** See `Label.categories`. */
  categories: Array<string>;
};

/** See `Instance`. */
export type InstanceInput = {
  /** See `Instance.confidence`. */
  confidence: number;
  /** See `Instance.box`. */
  box: BoxInput;
};

/** See `Box`. */
export type BoxInput = {
  /** See `Box.left`. */
  left: number;
  /** See `Box.top`. */
  top: number;
  /** See `Box.width`. */
  width: number;
  /** See `Box.height`. */
  height: number;
};

export type AnalysesQueryVariables = Exact<{
  filter?: AnalysisFilter | null | undefined;
  limit?: number | null | undefined;
  nextToken?: string | null | undefined;
}>;


export type AnalysesQuery = { analyses: { nextToken: string | null, items: Array<{ id: string, owner: string, fileName: string, contentType: string, size: number, sha256: string, width: number | null, height: number | null, status: AnalysisStatus, createdAt: string, updatedAt: string, sourceIp: string | null, version: number, labelModelVersion: string | null, correlationId: string | null, imageUrl: string | null, thumbnailUrl: string | null, reason: { code: ReasonCode, message: string } | null, labels: Array<{ name: string, confidence: number, parents: Array<string>, aliases: Array<string>, categories: Array<string>, instances: Array<{ confidence: number, box: { left: number, top: number, width: number, height: number } }> }> | null }> } };

export type AnalysisFieldsFragment = { id: string, owner: string, fileName: string, contentType: string, size: number, sha256: string, width: number | null, height: number | null, status: AnalysisStatus, createdAt: string, updatedAt: string, sourceIp: string | null, version: number, labelModelVersion: string | null, correlationId: string | null, imageUrl: string | null, thumbnailUrl: string | null, reason: { code: ReasonCode, message: string } | null, labels: Array<{ name: string, confidence: number, parents: Array<string>, aliases: Array<string>, categories: Array<string>, instances: Array<{ confidence: number, box: { left: number, top: number, width: number, height: number } }> }> | null };

export type AnalysisQueryVariables = Exact<{
  id: string;
}>;


export type AnalysisQuery = { analysis: { id: string, owner: string, fileName: string, contentType: string, size: number, sha256: string, width: number | null, height: number | null, status: AnalysisStatus, createdAt: string, updatedAt: string, sourceIp: string | null, version: number, labelModelVersion: string | null, correlationId: string | null, imageUrl: string | null, thumbnailUrl: string | null, reason: { code: ReasonCode, message: string } | null, labels: Array<{ name: string, confidence: number, parents: Array<string>, aliases: Array<string>, categories: Array<string>, instances: Array<{ confidence: number, box: { left: number, top: number, width: number, height: number } }> }> | null } | null };

export type CreateUploadsMutationVariables = Exact<{
  files: Array<UploadInput> | UploadInput;
}>;


export type CreateUploadsMutation = { createUploads: Array<{ url: string | null, analysis: { id: string, owner: string, fileName: string, contentType: string, size: number, sha256: string, width: number | null, height: number | null, status: AnalysisStatus, createdAt: string, updatedAt: string, sourceIp: string | null, version: number, labelModelVersion: string | null, correlationId: string | null, imageUrl: string | null, thumbnailUrl: string | null, reason: { code: ReasonCode, message: string } | null, labels: Array<{ name: string, confidence: number, parents: Array<string>, aliases: Array<string>, categories: Array<string>, instances: Array<{ confidence: number, box: { left: number, top: number, width: number, height: number } }> }> | null }, headers: Array<{ name: string, value: string }> }> };

export type DeleteAnalysisMutationVariables = Exact<{
  id: string;
}>;


export type DeleteAnalysisMutation = { deleteAnalysis: string };

export type DeleteMyDataMutationVariables = Exact<{ [key: string]: never; }>;


export type DeleteMyDataMutation = { deleteMyData: { deleted: number, done: boolean } };

export type ExportAnalysesMutationVariables = Exact<{
  filter?: AnalysisFilter | null | undefined;
  format: ExportFormat;
}>;


export type ExportAnalysesMutation = { exportAnalyses: { id: string, owner: string, format: ExportFormat, status: ExportStatus, rows: number, message: string | null, createdAt: string, updatedAt: string, expiresAt: string, version: number, url: string | null } };

export type ExportFieldsFragment = { id: string, owner: string, format: ExportFormat, status: ExportStatus, rows: number, message: string | null, createdAt: string, updatedAt: string, expiresAt: string, version: number, url: string | null };

export type ExportQueryVariables = Exact<{
  id: string;
}>;


export type ExportQuery = { export: { id: string, owner: string, format: ExportFormat, status: ExportStatus, rows: number, message: string | null, createdAt: string, updatedAt: string, expiresAt: string, version: number, url: string | null } | null };

export type LabelsQueryVariables = Exact<{
  prefix?: string | null | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
  limit?: number | null | undefined;
}>;


export type LabelsQuery = { labels: Array<{ name: string, count: number, meanConfidence: number, lastSeen: string }> };

export type OnAnalysisSubscriptionVariables = Exact<{
  owner: string;
}>;


export type OnAnalysisSubscription = { onAnalysis: { id: string, owner: string, fileName: string, contentType: string, size: number, sha256: string, width: number | null, height: number | null, status: AnalysisStatus, createdAt: string, updatedAt: string, sourceIp: string | null, version: number, labelModelVersion: string | null, correlationId: string | null, imageUrl: string | null, thumbnailUrl: string | null, reason: { code: ReasonCode, message: string } | null, labels: Array<{ name: string, confidence: number, parents: Array<string>, aliases: Array<string>, categories: Array<string>, instances: Array<{ confidence: number, box: { left: number, top: number, width: number, height: number } }> }> | null } | null };

export type OnExportSubscriptionVariables = Exact<{
  owner: string;
}>;


export type OnExportSubscription = { onExport: { id: string, owner: string, format: ExportFormat, status: ExportStatus, rows: number, message: string | null, createdAt: string, updatedAt: string, expiresAt: string, version: number, url: string | null } | null };

export type OverviewQueryVariables = Exact<{
  from: string;
  to: string;
}>;


export type OverviewQuery = { overview: { from: string, to: string, total: { photos: number, completed: number, rejected: number, failed: number, expired: number, bytes: number, medianMs: number | null, p95Ms: number | null, labels: Array<{ name: string, count: number, meanConfidence: number }> }, confidences: Array<{ from: number, to: number, count: number }>, days: Array<{ day: string, totals: { photos: number, completed: number, rejected: number, failed: number, expired: number, bytes: number, medianMs: number | null, p95Ms: number | null, labels: Array<{ name: string, count: number, meanConfidence: number }> } }> } };

export type PublishAnalysisMutationVariables = Exact<{
  analysis: AnalysisInput;
}>;


export type PublishAnalysisMutation = { publishAnalysis: { id: string, owner: string, fileName: string, contentType: string, size: number, sha256: string, width: number | null, height: number | null, status: AnalysisStatus, createdAt: string, updatedAt: string, sourceIp: string | null, version: number, labelModelVersion: string | null, correlationId: string | null, imageUrl: string | null, thumbnailUrl: string | null, reason: { code: ReasonCode, message: string } | null, labels: Array<{ name: string, confidence: number, parents: Array<string>, aliases: Array<string>, categories: Array<string>, instances: Array<{ confidence: number, box: { left: number, top: number, width: number, height: number } }> }> | null } };

export type PublishExportMutationVariables = Exact<{
  export: ExportInput;
}>;


export type PublishExportMutation = { publishExport: { id: string, owner: string, format: ExportFormat, status: ExportStatus, rows: number, message: string | null, createdAt: string, updatedAt: string, expiresAt: string, version: number, url: string | null } };

export type ReportFieldsFragment = { from: string, to: string, total: { photos: number, completed: number, rejected: number, failed: number, expired: number, bytes: number, medianMs: number | null, p95Ms: number | null, labels: Array<{ name: string, count: number, meanConfidence: number }> }, confidences: Array<{ from: number, to: number, count: number }>, days: Array<{ day: string, totals: { photos: number, completed: number, rejected: number, failed: number, expired: number, bytes: number, medianMs: number | null, p95Ms: number | null, labels: Array<{ name: string, count: number, meanConfidence: number }> } }> };

export type ReportTotalsFieldsFragment = { photos: number, completed: number, rejected: number, failed: number, expired: number, bytes: number, medianMs: number | null, p95Ms: number | null, labels: Array<{ name: string, count: number, meanConfidence: number }> };

export type ReportQueryVariables = Exact<{
  from: string;
  to: string;
}>;


export type ReportQuery = { report: { from: string, to: string, total: { photos: number, completed: number, rejected: number, failed: number, expired: number, bytes: number, medianMs: number | null, p95Ms: number | null, labels: Array<{ name: string, count: number, meanConfidence: number }> }, confidences: Array<{ from: number, to: number, count: number }>, days: Array<{ day: string, totals: { photos: number, completed: number, rejected: number, failed: number, expired: number, bytes: number, medianMs: number | null, p95Ms: number | null, labels: Array<{ name: string, count: number, meanConfidence: number }> } }> } };

export type RetryAnalysisMutationVariables = Exact<{
  id: string;
  version?: number | null | undefined;
}>;


export type RetryAnalysisMutation = { retryAnalysis: { id: string, owner: string, fileName: string, contentType: string, size: number, sha256: string, width: number | null, height: number | null, status: AnalysisStatus, createdAt: string, updatedAt: string, sourceIp: string | null, version: number, labelModelVersion: string | null, correlationId: string | null, imageUrl: string | null, thumbnailUrl: string | null, reason: { code: ReasonCode, message: string } | null, labels: Array<{ name: string, confidence: number, parents: Array<string>, aliases: Array<string>, categories: Array<string>, instances: Array<{ confidence: number, box: { left: number, top: number, width: number, height: number } }> }> | null } };

export type ServiceUsageQueryVariables = Exact<{ [key: string]: never; }>;


export type ServiceUsageQuery = { serviceUsage: { used: number, limit: number, resetsAt: string } };

export type SetUserBlockedMutationVariables = Exact<{
  userId: string;
  blocked: boolean;
  reason?: string | null | undefined;
}>;


export type SetUserBlockedMutation = { setUserBlocked: { id: string, name: string | null, lastUploadAt: string | null, blocked: boolean, block: { reason: string | null, by: string, at: string, liftedBy: string | null, liftedAt: string | null } | null, usage: { used: number, limit: number, resetsAt: string } } };

export type UsageQueryVariables = Exact<{ [key: string]: never; }>;


export type UsageQuery = { usage: { used: number, limit: number, resetsAt: string } };

export type UserFieldsFragment = { id: string, name: string | null, lastUploadAt: string | null, blocked: boolean, block: { reason: string | null, by: string, at: string, liftedBy: string | null, liftedAt: string | null } | null, usage: { used: number, limit: number, resetsAt: string } };

export type UsersQueryVariables = Exact<{
  limit?: number | null | undefined;
  nextToken?: string | null | undefined;
}>;


export type UsersQuery = { users: { nextToken: string | null, items: Array<{ id: string, name: string | null, lastUploadAt: string | null, blocked: boolean, block: { reason: string | null, by: string, at: string, liftedBy: string | null, liftedAt: string | null } | null, usage: { used: number, limit: number, resetsAt: string } }> } };

export type WaitingQueryVariables = Exact<{ [key: string]: never; }>;


export type WaitingQuery = { waiting: { photos: number, seconds: number } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const AnalysisFieldsFragmentDoc = new TypedDocumentString(`
    fragment AnalysisFields on Analysis {
  id
  owner
  fileName
  contentType
  size
  sha256
  width
  height
  status
  reason {
    code
    message
  }
  createdAt
  updatedAt
  sourceIp
  version
  labels {
    name
    confidence
    instances {
      confidence
      box {
        left
        top
        width
        height
      }
    }
    parents
    aliases
    categories
  }
  labelModelVersion
  correlationId
  imageUrl
  thumbnailUrl
}
    `, {"fragmentName":"AnalysisFields"}) as unknown as TypedDocumentString<AnalysisFieldsFragment, unknown>;
export const ExportFieldsFragmentDoc = new TypedDocumentString(`
    fragment ExportFields on Export {
  id
  owner
  format
  status
  rows
  message
  createdAt
  updatedAt
  expiresAt
  version
  url
}
    `, {"fragmentName":"ExportFields"}) as unknown as TypedDocumentString<ExportFieldsFragment, unknown>;
export const ReportTotalsFieldsFragmentDoc = new TypedDocumentString(`
    fragment ReportTotalsFields on ReportTotals {
  photos
  completed
  rejected
  failed
  expired
  bytes
  medianMs
  p95Ms
  labels {
    name
    count
    meanConfidence
  }
}
    `, {"fragmentName":"ReportTotalsFields"}) as unknown as TypedDocumentString<ReportTotalsFieldsFragment, unknown>;
export const ReportFieldsFragmentDoc = new TypedDocumentString(`
    fragment ReportFields on Report {
  from
  to
  total {
    ...ReportTotalsFields
  }
  confidences {
    from
    to
    count
  }
  days {
    day
    totals {
      ...ReportTotalsFields
    }
  }
}
    fragment ReportTotalsFields on ReportTotals {
  photos
  completed
  rejected
  failed
  expired
  bytes
  medianMs
  p95Ms
  labels {
    name
    count
    meanConfidence
  }
}`, {"fragmentName":"ReportFields"}) as unknown as TypedDocumentString<ReportFieldsFragment, unknown>;
export const UserFieldsFragmentDoc = new TypedDocumentString(`
    fragment UserFields on User {
  id
  name
  lastUploadAt
  blocked
  block {
    reason
    by
    at
    liftedBy
    liftedAt
  }
  usage {
    used
    limit
    resetsAt
  }
}
    `, {"fragmentName":"UserFields"}) as unknown as TypedDocumentString<UserFieldsFragment, unknown>;
export const AnalysesDocument = new TypedDocumentString(`
    query Analyses($filter: AnalysisFilter, $limit: Int, $nextToken: String) {
  analyses(filter: $filter, limit: $limit, nextToken: $nextToken) {
    items {
      ...AnalysisFields
    }
    nextToken
  }
}
    fragment AnalysisFields on Analysis {
  id
  owner
  fileName
  contentType
  size
  sha256
  width
  height
  status
  reason {
    code
    message
  }
  createdAt
  updatedAt
  sourceIp
  version
  labels {
    name
    confidence
    instances {
      confidence
      box {
        left
        top
        width
        height
      }
    }
    parents
    aliases
    categories
  }
  labelModelVersion
  correlationId
  imageUrl
  thumbnailUrl
}`) as unknown as TypedDocumentString<AnalysesQuery, AnalysesQueryVariables>;
export const AnalysisDocument = new TypedDocumentString(`
    query Analysis($id: ID!) {
  analysis(id: $id) {
    ...AnalysisFields
  }
}
    fragment AnalysisFields on Analysis {
  id
  owner
  fileName
  contentType
  size
  sha256
  width
  height
  status
  reason {
    code
    message
  }
  createdAt
  updatedAt
  sourceIp
  version
  labels {
    name
    confidence
    instances {
      confidence
      box {
        left
        top
        width
        height
      }
    }
    parents
    aliases
    categories
  }
  labelModelVersion
  correlationId
  imageUrl
  thumbnailUrl
}`) as unknown as TypedDocumentString<AnalysisQuery, AnalysisQueryVariables>;
export const CreateUploadsDocument = new TypedDocumentString(`
    mutation CreateUploads($files: [UploadInput!]!) {
  createUploads(files: $files) {
    analysis {
      ...AnalysisFields
    }
    url
    headers {
      name
      value
    }
  }
}
    fragment AnalysisFields on Analysis {
  id
  owner
  fileName
  contentType
  size
  sha256
  width
  height
  status
  reason {
    code
    message
  }
  createdAt
  updatedAt
  sourceIp
  version
  labels {
    name
    confidence
    instances {
      confidence
      box {
        left
        top
        width
        height
      }
    }
    parents
    aliases
    categories
  }
  labelModelVersion
  correlationId
  imageUrl
  thumbnailUrl
}`) as unknown as TypedDocumentString<CreateUploadsMutation, CreateUploadsMutationVariables>;
export const DeleteAnalysisDocument = new TypedDocumentString(`
    mutation DeleteAnalysis($id: ID!) {
  deleteAnalysis(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteAnalysisMutation, DeleteAnalysisMutationVariables>;
export const DeleteMyDataDocument = new TypedDocumentString(`
    mutation DeleteMyData {
  deleteMyData {
    deleted
    done
  }
}
    `) as unknown as TypedDocumentString<DeleteMyDataMutation, DeleteMyDataMutationVariables>;
export const ExportAnalysesDocument = new TypedDocumentString(`
    mutation ExportAnalyses($filter: AnalysisFilter, $format: ExportFormat!) {
  exportAnalyses(filter: $filter, format: $format) {
    ...ExportFields
  }
}
    fragment ExportFields on Export {
  id
  owner
  format
  status
  rows
  message
  createdAt
  updatedAt
  expiresAt
  version
  url
}`) as unknown as TypedDocumentString<ExportAnalysesMutation, ExportAnalysesMutationVariables>;
export const ExportDocument = new TypedDocumentString(`
    query Export($id: ID!) {
  export(id: $id) {
    ...ExportFields
  }
}
    fragment ExportFields on Export {
  id
  owner
  format
  status
  rows
  message
  createdAt
  updatedAt
  expiresAt
  version
  url
}`) as unknown as TypedDocumentString<ExportQuery, ExportQueryVariables>;
export const LabelsDocument = new TypedDocumentString(`
    query Labels($prefix: String, $from: AWSDate, $to: AWSDate, $limit: Int) {
  labels(prefix: $prefix, from: $from, to: $to, limit: $limit) {
    name
    count
    meanConfidence
    lastSeen
  }
}
    `) as unknown as TypedDocumentString<LabelsQuery, LabelsQueryVariables>;
export const OnAnalysisDocument = new TypedDocumentString(`
    subscription OnAnalysis($owner: ID!) {
  onAnalysis(owner: $owner) {
    ...AnalysisFields
  }
}
    fragment AnalysisFields on Analysis {
  id
  owner
  fileName
  contentType
  size
  sha256
  width
  height
  status
  reason {
    code
    message
  }
  createdAt
  updatedAt
  sourceIp
  version
  labels {
    name
    confidence
    instances {
      confidence
      box {
        left
        top
        width
        height
      }
    }
    parents
    aliases
    categories
  }
  labelModelVersion
  correlationId
  imageUrl
  thumbnailUrl
}`) as unknown as TypedDocumentString<OnAnalysisSubscription, OnAnalysisSubscriptionVariables>;
export const OnExportDocument = new TypedDocumentString(`
    subscription OnExport($owner: ID!) {
  onExport(owner: $owner) {
    ...ExportFields
  }
}
    fragment ExportFields on Export {
  id
  owner
  format
  status
  rows
  message
  createdAt
  updatedAt
  expiresAt
  version
  url
}`) as unknown as TypedDocumentString<OnExportSubscription, OnExportSubscriptionVariables>;
export const OverviewDocument = new TypedDocumentString(`
    query Overview($from: AWSDate!, $to: AWSDate!) {
  overview(from: $from, to: $to) {
    ...ReportFields
  }
}
    fragment ReportFields on Report {
  from
  to
  total {
    ...ReportTotalsFields
  }
  confidences {
    from
    to
    count
  }
  days {
    day
    totals {
      ...ReportTotalsFields
    }
  }
}
fragment ReportTotalsFields on ReportTotals {
  photos
  completed
  rejected
  failed
  expired
  bytes
  medianMs
  p95Ms
  labels {
    name
    count
    meanConfidence
  }
}`) as unknown as TypedDocumentString<OverviewQuery, OverviewQueryVariables>;
export const PublishAnalysisDocument = new TypedDocumentString(`
    mutation PublishAnalysis($analysis: AnalysisInput!) {
  publishAnalysis(analysis: $analysis) {
    ...AnalysisFields
  }
}
    fragment AnalysisFields on Analysis {
  id
  owner
  fileName
  contentType
  size
  sha256
  width
  height
  status
  reason {
    code
    message
  }
  createdAt
  updatedAt
  sourceIp
  version
  labels {
    name
    confidence
    instances {
      confidence
      box {
        left
        top
        width
        height
      }
    }
    parents
    aliases
    categories
  }
  labelModelVersion
  correlationId
  imageUrl
  thumbnailUrl
}`) as unknown as TypedDocumentString<PublishAnalysisMutation, PublishAnalysisMutationVariables>;
export const PublishExportDocument = new TypedDocumentString(`
    mutation PublishExport($export: ExportInput!) {
  publishExport(export: $export) {
    ...ExportFields
  }
}
    fragment ExportFields on Export {
  id
  owner
  format
  status
  rows
  message
  createdAt
  updatedAt
  expiresAt
  version
  url
}`) as unknown as TypedDocumentString<PublishExportMutation, PublishExportMutationVariables>;
export const ReportDocument = new TypedDocumentString(`
    query Report($from: AWSDate!, $to: AWSDate!) {
  report(from: $from, to: $to) {
    ...ReportFields
  }
}
    fragment ReportFields on Report {
  from
  to
  total {
    ...ReportTotalsFields
  }
  confidences {
    from
    to
    count
  }
  days {
    day
    totals {
      ...ReportTotalsFields
    }
  }
}
fragment ReportTotalsFields on ReportTotals {
  photos
  completed
  rejected
  failed
  expired
  bytes
  medianMs
  p95Ms
  labels {
    name
    count
    meanConfidence
  }
}`) as unknown as TypedDocumentString<ReportQuery, ReportQueryVariables>;
export const RetryAnalysisDocument = new TypedDocumentString(`
    mutation RetryAnalysis($id: ID!, $version: Int) {
  retryAnalysis(id: $id, version: $version) {
    ...AnalysisFields
  }
}
    fragment AnalysisFields on Analysis {
  id
  owner
  fileName
  contentType
  size
  sha256
  width
  height
  status
  reason {
    code
    message
  }
  createdAt
  updatedAt
  sourceIp
  version
  labels {
    name
    confidence
    instances {
      confidence
      box {
        left
        top
        width
        height
      }
    }
    parents
    aliases
    categories
  }
  labelModelVersion
  correlationId
  imageUrl
  thumbnailUrl
}`) as unknown as TypedDocumentString<RetryAnalysisMutation, RetryAnalysisMutationVariables>;
export const ServiceUsageDocument = new TypedDocumentString(`
    query ServiceUsage {
  serviceUsage {
    used
    limit
    resetsAt
  }
}
    `) as unknown as TypedDocumentString<ServiceUsageQuery, ServiceUsageQueryVariables>;
export const SetUserBlockedDocument = new TypedDocumentString(`
    mutation SetUserBlocked($userId: ID!, $blocked: Boolean!, $reason: String) {
  setUserBlocked(userId: $userId, blocked: $blocked, reason: $reason) {
    ...UserFields
  }
}
    fragment UserFields on User {
  id
  name
  lastUploadAt
  blocked
  block {
    reason
    by
    at
    liftedBy
    liftedAt
  }
  usage {
    used
    limit
    resetsAt
  }
}`) as unknown as TypedDocumentString<SetUserBlockedMutation, SetUserBlockedMutationVariables>;
export const UsageDocument = new TypedDocumentString(`
    query Usage {
  usage {
    used
    limit
    resetsAt
  }
}
    `) as unknown as TypedDocumentString<UsageQuery, UsageQueryVariables>;
export const UsersDocument = new TypedDocumentString(`
    query Users($limit: Int, $nextToken: String) {
  users(limit: $limit, nextToken: $nextToken) {
    items {
      ...UserFields
    }
    nextToken
  }
}
    fragment UserFields on User {
  id
  name
  lastUploadAt
  blocked
  block {
    reason
    by
    at
    liftedBy
    liftedAt
  }
  usage {
    used
    limit
    resetsAt
  }
}`) as unknown as TypedDocumentString<UsersQuery, UsersQueryVariables>;
export const WaitingDocument = new TypedDocumentString(`
    query Waiting {
  waiting {
    photos
    seconds
  }
}
    `) as unknown as TypedDocumentString<WaitingQuery, WaitingQueryVariables>;