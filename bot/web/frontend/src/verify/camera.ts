// Reads QR codes with the browser's own detector. Many browsers have none (Safari; Android phones without Google's
// services): the page then says how else to scan, since a decoder of our own would weigh more than the page.

interface Detected {
  rawValue: string;
}

interface Detector {
  detect(source: HTMLVideoElement): Promise<Detected[]>;
}

interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

export type Trouble = "denied" | "none" | "failed";

const PAUSE = 150;

function detectorClass(): DetectorClass | null {
  const found = (window as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  return found ?? null;
}

export async function canScan(): Promise<boolean> {
  try {
    const formats = await detectorClass()?.getSupportedFormats();
    return Boolean(formats?.includes("qr_code") && typeof navigator.mediaDevices?.getUserMedia === "function");
  } catch {
    return false;
  }
}

/** Shows the camera and looks until a code is found or `stop` is called. */
export class Scan {
  private stream: MediaStream | null = null;
  private stopped = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly onText: (text: string) => void,
    private readonly onTrouble: (trouble: Trouble) => void,
  ) {}

  async start(): Promise<void> {
    try {
      const wanted = { video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 } }, audio: false };
      const stream = await navigator.mediaDevices.getUserMedia(wanted);
      this.stream = stream;
      if (this.stopped) return this.stop();
      this.video.srcObject = stream;
      await this.video.play();
      await this.look();
    } catch (error) {
      if (!this.stopped) this.onTrouble(troubleOf(error));
      this.stop();
    }
  }

  stop(): void {
    this.stopped = true;
    this.stream?.getTracks().forEach((track) => track.stop());
    this.video.srcObject = null;
  }

  private async look(): Promise<void> {
    const Detecting = detectorClass();
    if (!Detecting) throw new Error("no detector");
    const detector = new Detecting({ formats: ["qr_code"] });
    while (!this.stopped) {
      const [found] = this.video.readyState >= 2 ? await detector.detect(this.video) : [];
      if (found?.rawValue && !this.stopped) {
        this.stop();
        this.onText(found.rawValue);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

function troubleOf(error: unknown): Trouble {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  return name === "NotFoundError" || name === "OverconstrainedError" ? "none" : "failed";
}
