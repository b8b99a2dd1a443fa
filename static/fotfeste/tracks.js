/* The board of a track: with a mouse a card is dragged to any step.
   Each card has buttons that do the same; without this file they are all there is. */
"use strict";

(() => {
    const board = document.querySelector("[data-board]");
    if (!board) return;

    const cardOf = (event) => event.target.closest?.(".board__card");
    const columnOf = (event) => event.target.closest?.(".board__column");
    const formOf = (card) => card.querySelector("form[data-move]");
    let held = null;

    const mark = (column) => {
        board.querySelectorAll("[data-over]").forEach((each) => each.removeAttribute("data-over"));
        column?.setAttribute("data-over", "");
    };

    const mayDrop = (column) => held && column && !column.contains(held);

    [...board.querySelectorAll(".board__card")].filter(formOf).forEach((card) => {
        card.draggable = true;
    });

    board.addEventListener("dragstart", (event) => {
        held = cardOf(event);
        if (!held || !formOf(held)) return;
        event.dataTransfer.effectAllowed = "move";
        held.setAttribute("data-held", "");
    });

    board.addEventListener("dragover", (event) => {
        const column = columnOf(event);
        mark(mayDrop(column) ? column : null);
        if (mayDrop(column)) event.preventDefault();
    });

    board.addEventListener("drop", (event) => {
        const column = columnOf(event);
        if (!mayDrop(column)) return;
        event.preventDefault();
        const form = formOf(held);
        form.elements.step.value = column.dataset.step;
        form.requestSubmit();
    });

    board.addEventListener("dragend", () => {
        held?.removeAttribute("data-held");
        held = null;
        mark(null);
    });
})();
