// The few drawn signs. They are decoration: the words beside or behind them say the same.
import type { JSX } from "preact";

const PATHS = {
  menu: "M4 7h16M4 12h16M4 17h16",
  camera: "M4 8.500h3.500L9 6h6l1.500 2.500H20V19H4zM12 10a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7",
  album: "M4 5h16v14H4zM4 16l4.500-4.500L12 15l3-3 5 5M15.500 9.200v.1",
  list: "M9 6h11M9 12h11M9 18h11M4 6h1M4 12h1M4 18h1",
  pencil: "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
  close: "M6 6l12 12M18 6L6 18",
  down: "M12 5v14M6 13l6 6 6-6",
  shield: "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2 2 4-4",
  save: "M12 4v11M7 11l5 5 5-5M5 20h14",
  check: "M5 12.500l5 5L19.500 7",
  file: "M6 3h8l4 4v14H6zM14 3v4h4M9 13h6M9 17h6",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v4.500l3 2",
  cross: "M7 7l10 10M17 7L7 17",
  swap: "M4 9h13l-3-3.500M20 15H7l3 3.500",
  leave: "M13 5h6v14h-6M14 12H4M8 8l-4 4 4 4",
  stop: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M6.500 6.500l11 11",
  question: "M9 9.500a3 3 0 1 1 4.500 2.600c-1 .6-1.500 1.100-1.500 2.400M12 18v.1",
  warn: "M12 4l9 16H3zM12 10v5M12 17.500v.1",
  scan: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16",
  online: "M3 9.500a13 13 0 0 1 18 0M6 13a9 9 0 0 1 12 0M9 16.500a4.500 4.500 0 0 1 6 0M12 19.500v.1",
  offline: "M3 9.500a13 13 0 0 1 18 0M9 16.500a4.500 4.500 0 0 1 6 0M12 19.500v.1M4 4l16 16",
} as const;

export type Sign = keyof typeof PATHS;

export function Icon({ sign, size = 24 }: { sign: Sign; size?: number }): JSX.Element {
  return (
    <svg class="icon" width={`${size / 16}rem`} height={`${size / 16}rem`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[sign]} fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}

export function Mark({ size = 32 }: { size?: number }): JSX.Element {
  return <img class="mark" src="/icons/anju.svg" width={size} height={size} alt="" />;
}
