/** Tabs of the right side, and the parts of the page that a narrow window shows one at a time. */
import { byId } from "../base/dom.js";

export function linkTabs(onShow) {
  const tabs = [...document.querySelectorAll('[role="tab"]')];
  const show = (tab) => {
    for (const one of tabs) {
      one.setAttribute("aria-selected", String(one === tab));
      one.tabIndex = one === tab ? 0 : -1;
      byId(one.getAttribute("aria-controls")).hidden = one !== tab;
    }
    onShow(tab.id);
  };
  for (const [at, tab] of tabs.entries()) {
    tab.addEventListener("click", () => show(tab));
    tab.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!by) return;
      const next = tabs[(at + by + tabs.length) % tabs.length];
      show(next);
      next.focus();
      event.stopPropagation();
    });
  }
}

export function linkPanes() {
  const buttons = [...document.querySelectorAll("#panes button")];
  const show = (name) => {
    document.body.dataset.pane = name;
    for (const button of buttons) {
      if (button.dataset.pane === name) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  };
  for (const button of buttons) button.addEventListener("click", () => show(button.dataset.pane));
  return show;
}
