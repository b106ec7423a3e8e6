/** Where a command's words go. Results go to standard output, everything about the work to standard error. */
export interface Output {
  /** One line of the result. */
  line(text?: string): void;
  /** Text or bytes as they are. */
  write(data: string | Uint8Array): void;
  /** One line on standard error. */
  warn(text: string): void;
  /** Whether results go to a terminal. */
  readonly isTerminal: boolean;
}

export interface OutputStreams {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream;
}

/** Output on the process's own streams; a reader that went away (`koji … | head`) ends the output, not the work. */
export function streamOutput({ stdout, stderr }: OutputStreams): Output {
  let isOpen = true;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    isOpen = false;
  });
  const write = (data: string | Uint8Array) => {
    if (isOpen) stdout.write(data);
  };
  return {
    line: (text = '') => write(`${text}\n`),
    write,
    warn: (text) => void stderr.write(`${text}\n`),
    isTerminal: stdout.isTTY === true,
  };
}
