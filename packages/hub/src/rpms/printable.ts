/** Text without the control characters that packagers leave behind and XML cannot carry; line ends and tabs stay. */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\t\n\r\x7f-\x9f]/gu, '');
}
