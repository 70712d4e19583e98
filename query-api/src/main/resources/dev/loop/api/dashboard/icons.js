// Line icons on a grid of 16. Decoration: what they mean stands beside them, or in aria-label.

import { svg } from "./lit/lit-html.js";

const paths = {
  overview: "M2.5 13.5v-5M6.2 13.5v-9M9.8 13.5v-6M13.5 13.5v-11",
  explore: "M2.5 2.5h4.5v4.5h-4.5zM9 2.5h4.5v4.5h-4.5zM2.5 9h4.5v4.5h-4.5zM9 9h4.5v4.5h-4.5z",
  inbox: "M2 9.5 4 3h8l2 6.5V13H2zM2 9.5h3.5c0 1.4 1 2.3 2.5 2.3s2.5-.9 2.5-2.3H14",
  releases: "M8.8 2.2 13.8 7.2a1 1 0 0 1 0 1.4l-5.2 5.2L2.2 7.4V2.2zM5.4 5.4h.01",
  webhooks: "M6.6 6.9a2.6 2.6 0 1 1 2.8 0l2 3.5M4 8.4a2.6 2.6 0 1 0 2.7 2.9h4.1M8 4.8 6 8.4M11 8.4a2.6 2.6 0 1 1-1 4.6",
  widget: "M2.5 3h11v8H8l-3 2.5V11H2.5zM5.5 6.8h.01M10.5 6.8h.01M6.3 8.6q1.7 1.2 3.4 0",
  system: "M1.8 8.5h2.7l2-5.5 3 10 2-4.5h2.7",
  forms: "M3 2h10v12H3zM5.5 5h5M5.5 8h5M5.5 11h2",
  models: "M2.5 13.5v-11M2.5 13.5h11M4.5 11.5 12 4M6 8.2v-2M6 12v-1.5M10 4.5v-2M10 9v-2.5",
  keys: "M9.2 6.8a3.1 3.1 0 1 1 4.2-1.6 3.1 3.1 0 0 1-4.2 1.6zm0 0L2.5 13.5V11.5M4.5 11.5 6 13",
  docs: "M4 2h5.5L12.5 5v9H4zM9.2 2v3.3h3.3M6 8.5h4.5M6 11h4.5",
  search: "M7 11.8a4.8 4.8 0 1 0 0-9.6 4.8 4.8 0 0 0 0 9.6zM10.5 10.5 14 14",
  close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  check: "M2.8 8.6 6.2 12l7-8",
  plus: "M8 3v10M3 8h10",
  down: "M4 6l4 4 4-4",
  right: "M6 3.5 10.5 8 6 12.5",
  left: "M10 3.5 5.5 8l4.5 4.5",
  up: "M4 10l4-4 4 4",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  code: "M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5",
  download: "M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.5 13.5h11",
  print: "M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z",
  warning: "M8 2.5 14.3 13.5H1.7zM8 6.6v3.2M8 11.8h.01",
  info: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.4v3.6M8 5.2h.01",
  sun: "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1.2v1.5M8 13.3v1.5M1.2 8h1.5M13.3 8h1.5M3.2 3.2l1 1M11.8 11.8l1 1M12.8 3.2l-1 1M4.2 11.8l-1 1",
  moon: "M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z",
  auto: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 2v12M8 5h4.8M8 8h6M8 11h4.8",
  out: "M6 2.5H2.5v11H6M10.5 4.8 13.7 8l-3.2 3.2M13.7 8H6",
  more: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  undo: "M5.5 3 2.5 6l3 3M2.5 6h7a3.8 3.8 0 0 1 0 7.6H6",
  refresh: "M13.5 3v3.5H10M2.5 13V9.5H6M13.2 6.5A5.5 5.5 0 0 0 3.4 5M2.8 9.5a5.5 5.5 0 0 0 9.8 1.5",
  star: "M8 2.2l1.8 3.7 4 .6-2.9 2.8.7 4L8 11.4l-3.6 1.9.7-4L2.2 6.5l4-.6z",
  trash: "M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.6 9h6.8l.6-9",
  filter: "M2 3.5h12M4.5 8h7M6.5 12.5h3",
};

export function icon(name) {
  return svg`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d=${paths[name]}></path></svg>`;
}
