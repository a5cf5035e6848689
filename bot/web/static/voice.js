// Recording a voice note in the browser.

import { clockOf } from "./bubble.js";

const longest = 300; // seconds

/** recordVoice starts to record; end() gives what was said. It throws if there is no microphone. */
export async function recordVoice(onSecond) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const kind = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"].find((k) => MediaRecorder.isTypeSupported(k));
  const recorder = new MediaRecorder(stream, kind ? { mimeType: kind } : {});
  const parts = [];
  recorder.addEventListener("dataavailable", (e) => parts.push(e.data));
  const ended = new Promise((resolve) => recorder.addEventListener("stop", resolve));
  const began = performance.now();
  const seconds = () => Math.max(1, Math.round((performance.now() - began) / 1000));
  const stop = () => { if (recorder.state !== "inactive") recorder.stop(); };
  const timer = setInterval(() => {
    onSecond(clockOf(seconds()));
    if (seconds() >= longest) stop();
  }, 1000);
  recorder.start();
  return {
    async end() {
      const length = Math.min(seconds(), longest);
      clearInterval(timer);
      stop();
      await ended;
      stream.getTracks().forEach((t) => t.stop());
      return { data: new Blob(parts, { type: recorder.mimeType }), seconds: length };
    },
  };
}
