/** Numbers and times as people say them. */

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** @returns {string} "1 cell", "1,204 cells". */
export function count(many, word) {
  return `${number.format(many)} ${word}${many === 1 ? "" : "s"}`;
}

/** @returns {string} Three figures that matter, without an exponent. */
export function figure(value) {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value !== "number") return String(value);
  if (Number.isInteger(value)) return number.format(value);
  if (Math.abs(value) >= 100) return number.format(value);
  return value
    .toPrecision(3)
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");
}

/** @returns {string} "20 s", "3 min", "1 h 20 min"; nothing where nobody knows. */
export function restTime(seconds) {
  if (seconds === null || seconds === undefined) return "";
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** @returns {string} "mean_intensity_red" as "mean intensity red". */
export function spaced(name) {
  return name.replaceAll("_", " ");
}
