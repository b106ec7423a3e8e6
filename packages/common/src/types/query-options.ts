/** The queryOpts struct of listing calls. `order` is a comma list of columns, `-` in front for descending. */
export type QueryOptions = {
  countOnly?: boolean;
  order?: string;
  offset?: number;
  limit?: number;
  asList?: boolean;
  group?: string;
};
