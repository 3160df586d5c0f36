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
  PublishAnalysisDocument,
  PublishExportDocument,
  ReportDocument,
  RetryAnalysisDocument,
  ServiceUsageDocument,
  SetUserBlockedDocument,
  UsageDocument,
  UsersDocument,
  WaitingDocument,
} from '../../schema/generated/operations.ts';
import type { Analysis, Export } from '../../client/api/api.ts';
import { announced } from '../support/photos.ts';

/** Somebody whose data a question is about. */
export interface Subject {
  owner: string;
  analysis: Analysis;
  export: Export;
  photo: Uint8Array;
  /** Of the first page of their analyses. */
  nextToken: string;
}

interface Question {
  document: { toString: () => string };
  /** The variables that point at the subject's data, as far as the operation can. */
  about: (subject: Subject) => Record<string, unknown>;
}

const byId: Question['about'] = ({ analysis: { id } }) => ({ id });

const days = { from: '2026-01-01', to: '2026-12-31' };

/** How each field of Query, Mutation and Subscription is asked, with everything it can answer. */
export const questions: Record<string, Question> = {
  'Query.analysis': { document: AnalysisDocument, about: byId },
  'Query.analyses': { document: AnalysesDocument, about: ({ nextToken }) => ({ nextToken }) },
  'Query.labels': { document: LabelsDocument, about: () => ({}) },
  'Query.report': { document: ReportDocument, about: () => days },
  'Query.overview': { document: OverviewDocument, about: () => days },
  'Query.export': { document: ExportDocument, about: ({ export: { id } }) => ({ id }) },
  'Query.serviceUsage': { document: ServiceUsageDocument, about: () => ({}) },
  'Query.usage': { document: UsageDocument, about: () => ({}) },
  'Query.waiting': { document: WaitingDocument, about: () => ({}) },
  'Query.users': { document: UsersDocument, about: () => ({}) },
  'Subscription.onAnalysis': { document: OnAnalysisDocument, about: ({ owner }) => ({ owner }) },
  'Subscription.onExport': { document: OnExportDocument, about: ({ owner }) => ({ owner }) },
  'Mutation.createUploads': {
    document: CreateUploadsDocument,
    about: ({ photo }) => ({ files: [announced(photo)] }),
  },
  'Mutation.retryAnalysis': { document: RetryAnalysisDocument, about: byId },
  'Mutation.exportAnalyses': { document: ExportAnalysesDocument, about: () => ({ format: 'CSV' }) },
  'Mutation.publishAnalysis': {
    document: PublishAnalysisDocument,
    about: ({ analysis }) => ({ analysis: published(analysis) }),
  },
  'Mutation.publishExport': {
    document: PublishExportDocument,
    about: (subject) => ({ export: published(subject.export) }),
  },
  'Mutation.setUserBlocked': {
    document: SetUserBlockedDocument,
    about: ({ owner }) => ({ userId: owner, blocked: true }),
  },
  'Mutation.deleteAnalysis': { document: DeleteAnalysisDocument, about: byId },
  'Mutation.deleteMyData': { document: DeleteMyDataDocument, about: () => ({}) },
};

/** As the service publishes it: without the links. */
function published(record: Analysis | Export): object {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !/url$/i.test(name)));
}
