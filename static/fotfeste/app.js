/* What the pages do beyond links, forms and htmx. Every page works without this file. */
"use strict";

(() => {
    const text = (name) => document.body.dataset[name];
    const sidePanel = () => document.getElementById("side-panel");
    const inPanel = (event) => event.detail.target?.id === "panel";

    /* «/» goes to the search field. */
    document.addEventListener("keydown", (event) => {
        const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
        if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writing) return;
        const search = document.getElementById("search");
        if (!search || document.querySelector("dialog:modal")) return;
        event.preventDefault();
        search.focus();
        search.select();
    });

    /* A guarded form (data-guard) asks before what was written in it is lost. */
    const changed = new Set();
    const guarded = (event) => event.target.closest?.("form[data-guard]");
    const somethingToLose = (root) => [...changed].some((form) => root.contains(form));

    document.addEventListener("input", (event) => guarded(event) && changed.add(guarded(event)));
    document.addEventListener("submit", (event) => changed.delete(event.target));
    window.addEventListener("beforeunload", (event) => somethingToLose(document) && event.preventDefault());

    /* The side panel: opens when htmx has put a page into it, gives the focus back when it closes. */
    let opener = null;

    const mayClose = (event) => {
        const dialog = sidePanel();
        if (!somethingToLose(dialog) || window.confirm(text("leaveText"))) return;
        event.preventDefault();
    };

    document.addEventListener("htmx:beforeRequest", (event) => {
        if (inPanel(event) && !sidePanel().open) opener = event.detail.elt;
    });

    document.addEventListener("htmx:beforeSwap", (event) => {
        const wholePage = /<html[\s>]/i.test(event.detail.serverResponse ?? "");
        if (!inPanel(event) || !wholePage) return;
        event.detail.shouldSwap = false;
        window.location.assign(event.detail.xhr.responseURL);
    });

    document.addEventListener("htmx:afterSwap", (event) => {
        addCalendars(event.detail.target);
        if (event.target !== event.detail.target) addCalendars(event.target);
        if (!inPanel(event)) return;
        const dialog = sidePanel();
        if (!dialog.open) dialog.showModal();
        if (dialog.querySelector(".ds-error-summary")) {
            dialog.querySelectorAll("form[data-guard]").forEach((form) => changed.add(form));
            return;
        }
        dialog.querySelector("#panel :is(input:not([type=hidden]), select, textarea)")?.focus();
    });

    document.addEventListener("DOMContentLoaded", () => {
        const dialog = sidePanel();
        addCalendars(document);
        document.querySelectorAll(".tabs-nav").forEach((tabs) => {
            const current = tabs.querySelector("[aria-current]");
            if (current) tabs.scrollLeft = current.offsetLeft - tabs.clientWidth / 3;
        });
        dialog?.addEventListener("cancel", mayClose);
        dialog?.querySelector(".dialog__close").addEventListener("submit", mayClose);
        dialog?.addEventListener("close", () => {
            changed.forEach((form) => dialog.contains(form) && changed.delete(form));
            document.getElementById("panel").replaceChildren();
            if (opener?.isConnected) opener.focus();
            opener = null;
        });
    });

    /* A link that htmx follows still opens in a new tab when one asks for it. */
    document.addEventListener(
        "click",
        (event) => {
            const link = event.target.closest?.("a[hx-get]");
            if (link && (event.ctrlKey || event.metaKey || event.shiftKey)) event.stopPropagation();
        },
        true,
    );

    /* An answer that did not come, or was refused, is said aloud. */
    const sayItFailed = () => {
        const place = sidePanel()?.open ? document.getElementById("panel") : document.getElementById("messages");
        const alert = document.createElement("div");
        alert.className = "ds-alert";
        alert.dataset.color = "danger";
        alert.setAttribute("role", "alert");
        alert.textContent = text("failedText");
        place?.querySelector(":scope > [role=alert]")?.remove();
        place?.prepend(alert);
    };
    ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((name) => {
        document.addEventListener(name, sayItFailed);
    });

    /* A date field (data-date) gets the browser's calendar beside it; the text field stays the field. */
    const toIso = (written) => {
        const parts = /^\s*(\d{1,2})[.\s/-](\d{1,2})[.\s/-](\d{4})\s*$/.exec(written);
        return parts ? `${parts[3]}-${parts[2].padStart(2, "0")}-${parts[1].padStart(2, "0")}` : "";
    };
    const toWritten = (iso) => iso.split("-").reverse().join(".");

    const addCalendar = (field) => {
        const native = document.createElement("input");
        if (!("showPicker" in native) || field.closest(".date-control")) return;
        const control = document.createElement("span");
        const button = document.createElement("button");
        control.className = "date-control";
        field.replaceWith(control);
        native.type = "date";
        native.tabIndex = -1;
        native.className = "date-control__native";
        native.setAttribute("aria-hidden", "true");
        button.type = "button";
        button.className = "ds-button";
        button.dataset.variant = "tertiary";
        button.dataset.icon = "";
        button.setAttribute("aria-label", text("calendarText"));
        button.innerHTML = '<span class="icon icon--calendar" aria-hidden="true"></span>';
        button.addEventListener("click", () => {
            native.value = toIso(field.value);
            native.showPicker();
        });
        native.addEventListener("change", () => {
            if (!native.value) return;
            field.value = toWritten(native.value);
            field.dispatchEvent(new Event("input", { bubbles: true }));
            field.dispatchEvent(new Event("change", { bubbles: true }));
        });
        control.append(field, button, native);
    };
    const addCalendars = (root) => root.querySelectorAll("input[data-date]").forEach(addCalendar);
})();
