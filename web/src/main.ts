import { mount } from "svelte";
import App from "./App.svelte";
import Failure from "./components/Failure.svelte";
import { readDocument, type ReportDocument } from "./document.ts";
import "./style.css";

const target = document.getElementById("app")!;

try {
  const report: ReportDocument = readDocument(document.getElementById("echelon-document")?.textContent ?? "null");
  document.title = report.title;
  mount(App, { target, props: { report } });
  requestAnimationFrame(() => performance.mark("echelon-drawn"));
} catch (error) {
  mount(Failure, { target, props: { message: error instanceof Error ? error.message : String(error) } });
}
