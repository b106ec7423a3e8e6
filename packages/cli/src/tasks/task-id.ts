/** Whether a word is the number of a task. */
export function isTaskId(word: string): boolean {
  return /^\s*[+-]?\d+\s*$/.test(word);
}
