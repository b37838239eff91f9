import type { Report } from '../report.ts';
import { cohortCustomers, cohorts } from './cohorts.ts';
import { forecast } from './forecast.ts';
import { customerHistory, customerSearch } from './history.ts';
import { products } from './products.ts';
import { rfm, rfmCustomers } from './rfm.ts';
import { summary } from './summary.ts';
import { trends } from './trends.ts';

/** All reports by the names that addresses use. */
export const reports: ReadonlyMap<string, Report> = new Map<string, Report>([
  ['summary', summary],
  ['trends', trends],
  ['forecast', forecast],
  ['products', products],
  ['rfm', rfm],
  ['rfm-customers', rfmCustomers],
  ['cohorts', cohorts],
  ['cohort-customers', cohortCustomers],
  ['customer-search', customerSearch],
  ['customer-history', customerHistory],
]);
