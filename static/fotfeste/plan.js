/* The plan by keyboard, and a guard for what buttons changed. The page works without this file. */
"use strict";

(() => {
    const form = () => document.getElementById("plan");

    document.addEventListener("keydown", (event) => {
        if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s" && form()) {
            event.preventDefault();
            document.getElementById("plan-save").click();
            return;
        }
        if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
        const element = event.target.closest?.(".plan-element");
        if (!element) return;
        event.preventDefault();
        const verb = event.key === "ArrowUp" ? "up" : "down";
        const button = element.querySelector(`button[value^="${verb}:"]`);
        button.focus();
        button.click();
    });

    /* What was open stays open. */
    let open = [];
    document.addEventListener("htmx:beforeSwap", (event) => {
        if (event.detail.target?.id !== "plan-elements") return;
        open = [...document.querySelectorAll(".plan-element:has(details[open])")].map((element) => element.id);
    });

    /* Elements that were added, moved or taken out are changes like any that one writes. */
    document.addEventListener("htmx:afterSwap", (event) => {
        if (event.detail.target?.id !== "plan-elements") return;
        form()?.dispatchEvent(new Event("input", { bubbles: true }));
        open.forEach((id) => document.getElementById(id)?.querySelector("details").setAttribute("open", ""));
        const fresh = document.querySelector("#plan-elements [data-focus]");
        const lost = document.activeElement === document.body;
        (fresh ?? (lost ? document.getElementById("plan-act-said") : null))?.focus();
    });

    /* A link to an element opens it. */
    document.addEventListener("click", (event) => {
        const link = event.target.closest?.('a[href^="#e-"]');
        const box = link && document.getElementById(link.hash.slice(1))?.querySelector("details");
        if (box) box.open = true;
    });
})();
