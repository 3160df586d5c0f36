/** How large the code of a function may be, in kB of minified JavaScript: what is loaded is waited for by somebody. */
export const bundleBudgets: Readonly<Record<string, number>> = {
  'analyze-image': 775,
  'approve-sign-up': 90,
  'create-uploads': 555,
  'delete-analysis': 555,
  'delete-my-data': 570,
  'estimate-wait': 380,
  'export-analyses': 405,
  'fail-dead-letter': 400,
  'read-totals': 375,
  'redrive-failed': 425,
  'retry-analysis': 600,
  'search-analyses': 360,
  'set-user-blocked': 340,
  'sign-image-urls': 465,
  sweep: 630,
  'write-export': 570,
};
