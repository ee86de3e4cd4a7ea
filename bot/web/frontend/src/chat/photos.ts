// Photos and PDF on their way out: checked, photos made smaller, kept in IndexedDB until the server has confirmed them,
// uploaded with progress. What they show is never looked at here.

export const LARGEST = 10 * 1024 * 1024;
const LARGEST_PAPER = 20 * 1024 * 1024;
/** Files chosen at once: each is answered, and nobody reads a hundred answers. */
export const MOST_AT_ONCE = 20;
/** Readers of PDF look so far for its mark. */
const MARK_WITHIN = 1024;
const LONGEST_SIDE = 2560;
const SMALL_ENOUGH = 1536 * 1024;
const UPLOAD_LIMIT = 120_000;

export type Refusal = "not_a_picture" | "too_large";

export async function prepared(file: File): Promise<Blob | Refusal> {
  if (await isPaper(file)) return file.size > LARGEST_PAPER ? "too_large" : new Blob([file], { type: PAPER });
  if (!/^image\/(?!svg)/.test(file.type)) return "not_a_picture";
  const smaller = await reduced(file).catch(() => null);
  const best = smaller && smaller.size < file.size ? smaller : file;
  return best.size > LARGEST ? "too_large" : best;
}

export const PAPER = "application/pdf";

/** A PDF by its content: what it is called and said to be says nothing. */
async function isPaper(file: File): Promise<boolean> {
  if (file.type.startsWith("image/")) return false;
  const start = await file.slice(0, MARK_WITHIN).arrayBuffer().catch(() => new ArrayBuffer(0));
  return new TextDecoder("latin1").decode(start).includes("%PDF-");
}

/** A copy at a size worth sending, or null where the original may stay as it is. */
async function reduced(file: File): Promise<Blob | null> {
  // An old browser would lose which side is up: there the server does all the work.
  if (!("CSS" in window) || !CSS.supports("image-orientation", "from-image")) return null;
  const address = URL.createObjectURL(file);
  try {
    const image = await decoded(address);
    const side = Math.max(image.naturalWidth, image.naturalHeight);
    if (side <= LONGEST_SIDE && file.size <= SMALL_ENOUGH) return null;
    return await drawn(image, Math.min(1, LONGEST_SIDE / side));
  } finally {
    URL.revokeObjectURL(address);
  }
}

function decoded(address: string): Promise<HTMLImageElement> {
  return new Promise((done, failed) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = () => failed(new Error("not decodable"));
    image.src = address;
  });
}

function drawn(image: HTMLImageElement, scale: number): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  const pen = canvas.getContext("2d");
  if (!pen) return Promise.resolve(null);
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86));
}

export type Uploaded = { file: string } | { refused: string } | { retry: true };

export interface Upload {
  done: Promise<Uploaded>;
  abort: () => void;
}

/** Send one photo or PDF; `progress` hears of 0 … 1. */
export function upload(photo: Blob, progress: (part: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<Uploaded>((settle) => {
    request.open("POST", "/api/chat/photos");
    request.timeout = UPLOAD_LIMIT;
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () => settle(outcome(request.status, request.responseText));
    request.onerror = request.ontimeout = request.onabort = () => settle({ retry: true });
  });
  const form = new FormData();
  form.append("photo", photo, "photo.jpg");
  request.send(form);
  return { done, abort: () => request.abort() };
}

function outcome(status: number, body: string): Uploaded {
  let answer: { file?: unknown; error?: unknown } = {};
  try {
    answer = JSON.parse(body) as typeof answer;
  } catch {
    // a proxy's page, not the service's answer
  }
  if (status === 200 && typeof answer.file === "string") return { file: answer.file };
  if (status === 413) return { refused: "too_large" };
  if (status === 415) return { refused: "not_a_picture" };
  if (status === 400) return { refused: typeof answer.error === "string" ? answer.error : "no_photo" };
  return { retry: true };
}

/** Photos by the key of their letter. Without IndexedDB they live as long as the page. */
export class PhotoShelf {
  private readonly memory = new Map<string, Blob>();
  private readonly database: Promise<IDBDatabase | null> = openDatabase();

  async put(key: string, photo: Blob): Promise<void> {
    this.memory.set(key, photo);
    await this.change((shelf) => shelf.put(photo, key));
  }

  async get(key: string): Promise<Blob | null> {
    const here = this.memory.get(key);
    if (here) return here;
    const database = await this.database;
    if (!database) return null;
    return new Promise((done) => {
      const asked = database.transaction("photos").objectStore("photos").get(key);
      asked.onsuccess = () => done(asked.result instanceof Blob ? asked.result : null);
      asked.onerror = () => done(null);
    });
  }

  async remove(key: string): Promise<void> {
    this.memory.delete(key);
    await this.change((shelf) => shelf.delete(key));
  }

  /** Forget the photos of letters that are no longer there. */
  async keepOnly(keys: ReadonlySet<string>): Promise<void> {
    await this.change((shelf) => {
      const asked = shelf.getAllKeys();
      asked.onsuccess = () => asked.result.forEach((key) => keys.has(String(key)) || shelf.delete(key));
    });
  }

  private async change(act: (shelf: IDBObjectStore) => void): Promise<void> {
    const database = await this.database;
    if (!database) return;
    await new Promise<void>((done) => {
      const change = database.transaction("photos", "readwrite");
      change.oncomplete = change.onabort = change.onerror = () => done();
      act(change.objectStore("photos"));
    });
  }
}

function openDatabase(): Promise<IDBDatabase | null> {
  return new Promise((done) => {
    try {
      const asked = indexedDB.open("anju", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("photos");
      asked.onsuccess = () => done(asked.result);
      asked.onerror = asked.onblocked = () => done(null);
    } catch {
      done(null);
    }
  });
}
