/** A build target: builds use `build_tag` and end up in `dest_tag`. */
export type Target = {
  id: number;
  name: string;
  build_tag: number;
  build_tag_name: string;
  dest_tag: number;
  dest_tag_name: string;
};
