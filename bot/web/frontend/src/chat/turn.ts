// Whose turn it is to number and send when several tabs are open. With the Web Locks API the tab in front takes the lock
// (a tab in the background may be frozen while it holds one); without it, as on plain http, a short lease in
// localStorage does the same. A new holder waits a moment, so that what the old one wrote last has arrived.

const NAME = "anju-sender";
const LEASE = "anju.turn";
const LEASE_MS = 4000;
const SETTLE_MS = 150;

export class Turn {
  held = false;
  private generation = 0;
  private waiting = false;
  private readonly me = Math.random().toString(36).slice(2);

  constructor(private readonly changed: () => void) {}

  start(): void {
    if ("locks" in navigator) {
      this.ask(document.visibilityState === "visible");
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "visible" && !this.held) this.ask(true);
      });
    } else {
      this.lease();
    }
  }

  private ask(steal: boolean): void {
    if (!steal && this.waiting) return;
    if (!steal) this.waiting = true;
    const hold = (): Promise<void> => {
      if (!steal) this.waiting = false;
      this.gained();
      return new Promise<void>(() => undefined);
    };
    navigator.locks.request(NAME, steal ? { steal: true } : {}, hold).catch(() => {
      this.lost();
      this.ask(false);
    });
  }

  private gained(): void {
    this.generation += 1;
    const mine = this.generation;
    setTimeout(() => {
      if (mine !== this.generation || this.held) return;
      this.held = true;
      this.changed();
    }, SETTLE_MS);
  }

  private lost(): void {
    this.generation += 1;
    if (!this.held) return;
    this.held = false;
    this.changed();
  }

  private lease(): void {
    const owner = (): string => {
      const [id = "", until = "0"] = (read(LEASE) ?? "").split(":");
      return Number(until) > Date.now() ? id : "";
    };
    const claim = (): void => {
      write(LEASE, `${this.me}:${Date.now() + LEASE_MS}`);
      if (!this.held) this.gained();
    };
    const look = (): void => {
      const id = owner();
      if (id === this.me || id === "" || (document.hasFocus() && !this.held)) claim();
      else if (this.held) this.lost();
    };
    look();
    setInterval(look, LEASE_MS / 4);
    window.addEventListener("focus", look);
    window.addEventListener("storage", (event) => {
      if (event.key === LEASE && owner() !== this.me) this.lost();
    });
    window.addEventListener("pagehide", () => {
      if (owner() === this.me) write(LEASE, "");
      this.lost();
    });
  }
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // without storage there is no second tab to agree with
  }
}
