import type { UploadInput } from '../../schema/generated/schema.ts';
import { maxFileNameLength, maxFilesPerUpload, photoLimits } from '../../schema/limits.ts';
import { CallerError, type CallerErrorCode } from './errors.ts';

const sha256Base64 = /^[A-Za-z0-9+/]{43}=$/;
const controlCharacter = /\p{Cc}/u;

interface FileProblem {
  index: number;
  fileName: string;
  code: CallerErrorCode;
  message: string;
}

/** What is wrong with one announced file, or undefined. */
function problemOf(file: UploadInput, maxBytes: number): Pick<FileProblem, 'code' | 'message'> | undefined {
  const types: readonly string[] = photoLimits.contentTypes;
  if (file.fileName.trim() === '' || file.fileName.length > maxFileNameLength || controlCharacter.test(file.fileName)) {
    return {
      code: 'InvalidInput',
      message: `A file name has 1 to ${maxFileNameLength} characters and no control characters.`,
    };
  }
  if (!types.includes(file.contentType)) {
    return { code: 'UnsupportedType', message: 'Only JPEG and PNG photos can be analyzed.' };
  }
  if (!Number.isInteger(file.size) || file.size < photoLimits.minBytes) {
    return { code: 'InvalidInput', message: 'The file is empty.' };
  }
  if (file.size > maxBytes) {
    return { code: 'FileTooLarge', message: `A photo can have ${maxBytes / (1024 * 1024)} MB at most.` };
  }
  if (!sha256Base64.test(file.sha256)) {
    return { code: 'InvalidInput', message: 'sha256 has to be the SHA-256 of the bytes in base64 (44 characters).' };
  }
  return undefined;
}

/**
 * Refuses a call of which any file cannot be accepted, before anything is reserved or signed.
 * @param maxBytes what a photo may have in this installation
 * @throws CallerError with `info.files` naming each bad file; its code is the first bad file's.
 */
export function checkFiles(files: readonly UploadInput[], maxBytes: number): void {
  if (files.length < 1 || files.length > maxFilesPerUpload) {
    throw new CallerError(
      'InvalidInput',
      `One call takes 1 to ${maxFilesPerUpload} files; this one has ${files.length}.`,
    );
  }
  const problems = files.flatMap((file, index): FileProblem[] => {
    const problem = problemOf(file, maxBytes);
    return problem ? [{ index, fileName: file.fileName, ...problem }] : [];
  });
  const [first] = problems;
  if (first) throw new CallerError(first.code, first.message, { files: problems, maxBytes });
}
