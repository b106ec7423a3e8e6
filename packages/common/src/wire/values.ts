/** A number that must travel as <double> even when it is whole, such as a moment in epoch seconds. */
export class Double {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  valueOf(): number {
    return this.value;
  }

  toJSON(): number {
    return this.value;
  }

  toString(): string {
    return formatDouble(this.value);
  }
}

export function double(value: number): Double {
  return new Double(value);
}

/** A decoded dateTime.iso8601. Koji itself sends dates as strings; only old task requests hold native ones. */
export class DateTime {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }

  toJSON(): string {
    return this.text;
  }
}

export interface WireStruct {
  [key: string]: WireValue;
}

/** What XML-RPC can carry. Whole numbers travel as integers, others as <double>; bigint is for integers beyond 2^53. */
export type WireValue = null | boolean | number | bigint | string | Double | DateTime | Uint8Array | WireValue[] | WireStruct;

/**
 * The shortest text that reads back as the same number, spelt as Python spells it: `.0` behind whole numbers, exponents
 * from 1e16 up and below 1e-4 with at least two digits, `nan` and `inf`.
 */
export function formatDouble(value: number): string {
  const size = Math.abs(value);
  if (size < 1e16 && size >= 1e-4) return Number.isInteger(value) ? `${value}.0` : String(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  if (Number.isNaN(value)) return 'nan';
  if (size === Number.POSITIVE_INFINITY) return value > 0 ? 'inf' : '-inf';
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}
