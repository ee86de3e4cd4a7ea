// One sign for each verdict, drawn large: the shapes differ as much as the colours, for those who cannot tell these.
import type { JSX } from "preact";
import type { Verdict } from "../judge";

const DRAWN: Record<Verdict, string> = {
  valid: "M24 4l17 7v12c0 11-7 18-17 22C14 41 7 34 7 23V11zM15 24l7 7 12-14",
  superseded: "M6 17h33l-8-9M42 31H9l8 9",
  ended: "M26 6h15v36H26M30 24H5M15 13L5 24l10 11",
  revoked: "M24 5a19 19 0 1 0 0 38 19 19 0 0 0 0-38M11 11l26 26",
  expired: "M12 5h24M12 43h24M15 5v7c0 6 9 8 9 12s-9 6-9 12v7M33 5v7c0 6-9 8-9 12s9 6 9 12v7M20 38h8",
  unknown: "M20 6a14 14 0 1 0 0 28 14 14 0 0 0 0-28M30 30l13 13M16.500 17.500a3.800 3.800 0 1 1 5.500 3.400c-1.400.8-2 1.500-2 3M20 27.500v.1",
  paper: "M10 4h19l9 9v31H10zM29 4v9h9M17 22h14M17 29h14M17 36h8",
  not_genuine: "M15 4h18l11 11v18L33 44H15L4 33V15zM16 16l16 16M32 16L16 32",
  unreadable: "M5 15V5h10M33 5h10v10M43 33v10H33M15 43H5V33M15 15h6v6h-6zM28 17l5 5M33 17l-5 5M15 30h7M15 34h7M29 29v6M34 29v6",
  cannot_tell: "M24 5l20 36H4zM24 18v11M24 35v.2",
};

export function VerdictSign({ verdict }: { verdict: Verdict }): JSX.Element {
  return (
    <svg class="sign" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <path d={DRAWN[verdict]} fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
