/* A text field whose list follows what one writes (ARIA combobox with list autocomplete). htmx fetches the options;
   this file opens the list, moves in it by keyboard, and puts what was chosen into the hidden field beside. Without it
   the form asks once more and shows the choices. */
"use strict";

(() => {
    const boxOf = (event) => event.target.closest?.("[data-combobox]");
    const partsOf = (box) => ({
        field: box.querySelector("[role=combobox]"),
        list: box.querySelector("[role=listbox]"),
        hidden: box.closest("form").elements[box.dataset.combobox],
    });
    const optionsOf = (list) => [...list.querySelectorAll("[role=option]")];
    const activeOf = (list) => list.querySelector("[aria-selected=true]");

    const show = ({ field, list }, open) => {
        list.hidden = !open;
        field.setAttribute("aria-expanded", String(open));
        if (open) return;
        activate({ field, list }, null);
    };

    const activate = ({ field, list }, option) => {
        optionsOf(list).forEach((each) => each.setAttribute("aria-selected", String(each === option)));
        if (!option) {
            field.removeAttribute("aria-activedescendant");
            return;
        }
        field.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
    };

    const choose = (parts, option) => {
        parts.field.value = option.dataset.label;
        parts.hidden.value = option.dataset.value;
        parts.list.replaceChildren();
        show(parts, false);
        document.getElementById(`${parts.hidden.name}-said`)?.replaceChildren();
        parts.field.dispatchEvent(new Event("change", { bubbles: true }));
    };

    const move = (parts, step) => {
        const options = optionsOf(parts.list);
        if (!options.length) return;
        const at = options.indexOf(activeOf(parts.list));
        const next = at < 0 && step < 0 ? options.length - 1 : (at + step + options.length) % options.length;
        show(parts, true);
        activate(parts, options[next]);
    };

    const keys = {
        ArrowDown: (parts) => move(parts, 1),
        ArrowUp: (parts) => move(parts, -1),
        Enter: (parts) => choose(parts, activeOf(parts.list) ?? optionsOf(parts.list)[0]),
        Escape: (parts) => show(parts, false),
    };

    document.addEventListener("keydown", (event) => {
        const box = boxOf(event);
        if (!box || event.target.getAttribute("role") !== "combobox" || event.isComposing) return;
        const parts = partsOf(box);
        const isOpen = !parts.list.hidden && optionsOf(parts.list).length > 0;
        if (event.key === "Tab" && isOpen && activeOf(parts.list)) choose(parts, activeOf(parts.list));
        if (!keys[event.key] || (!isOpen && event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
        event.preventDefault();
        keys[event.key](parts);
    });

    document.addEventListener("input", (event) => {
        const box = boxOf(event);
        if (!box || event.target.getAttribute("role") !== "combobox") return;
        const parts = partsOf(box);
        parts.hidden.value = "";
        box.querySelector(".combobox__choices")?.remove();
        if (!parts.field.value.trim()) show(parts, false);
    });

    document.addEventListener("htmx:afterSwap", (event) => {
        const list = event.detail.target;
        const box = list.closest?.("[data-combobox]");
        if (!box || list.getAttribute("role") !== "listbox") return;
        const parts = partsOf(box);
        const isWanted = document.activeElement === parts.field && !parts.hidden.value;
        show(parts, isWanted && optionsOf(list).length > 0);
    });

    /* The mouse chooses before the field loses the focus. */
    document.addEventListener("mousedown", (event) => {
        const option = event.target.closest?.("[data-combobox] [role=option]");
        if (!option) return;
        event.preventDefault();
        choose(partsOf(boxOf(event)), option);
    });

    document.addEventListener("focusout", (event) => {
        const box = boxOf(event);
        if (box && event.target.getAttribute("role") === "combobox") show(partsOf(box), false);
    });
})();
