"""A new build of the pages while a phone has the old one, and what its service worker does about it."""

from __future__ import annotations

from tests.e2e.web.server import PageServer

NEW_BUILD = "anju-build-" + "f" * 16

CACHED = """async () => Object.fromEntries(await Promise.all((await caches.keys()).map(async (name) =>
  [name, (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)])))"""
UPDATE = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  const found = new Promise((resolve) => registration.addEventListener("updatefound", resolve, { once: true }));
  await Promise.all([registration.update(), found]);
  const worker = registration.installing || registration.waiting;
  while (worker.state === "installing") await new Promise((next) => worker.addEventListener("statechange", next));
  return worker.state;
}"""
STILL_WAITING = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update();
  await registration.update();
  return Boolean(registration.waiting);
}"""
WATCH = """() => { window.changed = new Promise((resolve) =>
  navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true })); }"""
CHANGED = """async () => {
  await window.changed;
  const worker = navigator.serviceWorker.controller;
  while (worker.state !== "activated") await new Promise((next) => worker.addEventListener("statechange", next));
}"""


def new_build(server: PageServer) -> str:
    """The same pages under the name of another build; the name of the one before."""
    worker = server.pages / "sw.js"
    before = worker.read_text()
    start = before.index("anju-build-") + len("anju-build-")
    name = before[start : start + 16]
    worker.write_text(before.replace(f"anju-build-{name}", NEW_BUILD))
    return f"anju-build-{name}"
