/* A teacher's taps: shown at once, saved at once, and kept on the telephone until the line is there again.
   Without this file each tap is an ordinary form that reloads the page. Nothing but ids is kept, and only until saved. */
"use strict";

(() => {
    const form = document.querySelector("form[data-marks]");
    if (!form) return;

    const CYCLE = ["present", "late", "absent_invalid"];
    const RETRY_MS = 4000;
    const words = JSON.parse(form.dataset.words);
    const key = `fotfeste-marks-${form.dataset.marks}`;
    const status = document.getElementById("marks-status");
    const buttons = [...form.querySelectorAll("button[data-pupil]")];
    const buttonOf = (pupil) => buttons.find((button) => button.dataset.pupil === pupil);

    const read = () => {
        try {
            return JSON.parse(localStorage.getItem(key) ?? "{}");
        } catch {
            return {};
        }
    };
    let waiting = read();
    let sending = false;
    let leaving = false;

    const keep = () => {
        try {
            if (Object.keys(waiting).length) localStorage.setItem(key, JSON.stringify(waiting));
            else localStorage.removeItem(key);
        } catch {
            /* A browser without storage keeps the taps as long as the page is open. */
        }
    };

    const show = (button, category) => {
        const next = CYCLE[(CYCLE.indexOf(category) + 1) % CYCLE.length];
        button.dataset.category = category;
        button.value = `${button.dataset.pupil}:${next}`;
        button.querySelector("[data-said]").textContent = words[category];
        button.toggleAttribute("data-waiting", button.dataset.pupil in waiting);
    };

    const say = (name) => {
        const number = Object.keys(waiting).length;
        status.dataset.state = name;
        status.textContent = words[name].replace("{number}", number);
        const done = buttons.filter((button) => button.dataset.category).length;
        document.getElementById("marks-count").textContent = `${done} / ${buttons.length}`;
    };

    const mark = (pupil, category) => {
        waiting[pupil] = category;
        keep();
        const button = buttonOf(pupil);
        if (button) show(button, category);
        send();
    };

    const send = async () => {
        const batch = { ...waiting };
        if (sending || !Object.keys(batch).length) return;
        sending = true;
        say("saving");
        const body = new FormData();
        body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
        body.set("reason", form.querySelector("[name=reason]")?.value ?? "");
        Object.entries(batch).forEach(([pupil, category]) => body.append("mark", `${pupil}:${category}`));
        let outcome = "offline";
        let refused = "";
        try {
            const answer = await fetch(form.action, {
                method: "POST",
                body,
                headers: { Accept: "application/json" },
                redirect: "manual",
            });
            if (answer.status === 422) {
                outcome = "refused";
                refused = (await answer.json()).detail;
            } else if (answer.ok) outcome = "saved";
            else if (answer.type === "opaqueredirect" || answer.status === 403) outcome = "login";
        } catch {
            outcome = "offline";
        }
        sending = false;
        if (outcome === "saved") {
            Object.entries(batch).forEach(([pupil, category]) => {
                if (waiting[pupil] === category) delete waiting[pupil];
            });
            if (!leaving) keep();
        }
        buttons.forEach((button) => button.toggleAttribute("data-waiting", button.dataset.pupil in waiting));
        const isSomethingWaiting = Object.keys(waiting).length > 0;
        /* Taps that came meanwhile go out before anything is said to be saved. */
        if (outcome === "saved" && isSomethingWaiting) {
            send();
            return;
        }
        say(outcome);
        if (refused) {
            status.textContent = refused;
            form.querySelector("[name=reason]")?.focus();
        } else if (isSomethingWaiting) window.setTimeout(send, RETRY_MS);
    };

    form.addEventListener("submit", (event) => {
        const button = event.submitter;
        if (button?.dataset.pupil) {
            event.preventDefault();
            mark(button.dataset.pupil, button.value.split(":")[1]);
        } else if (button?.name === "all_present") {
            event.preventDefault();
            buttons
                .filter((each) => !each.dataset.category && !each.hasAttribute("data-away"))
                .forEach((each) => mark(each.dataset.pupil, "present"));
        }
    });

    /* Arrows walk along the rows; 1, 2 and 3 say present, late and absent. */
    form.addEventListener("keydown", (event) => {
        const place = buttons.indexOf(document.activeElement);
        if (place < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step) {
            event.preventDefault();
            buttons[place + step]?.focus();
        } else if (["1", "2", "3"].includes(event.key)) {
            event.preventDefault();
            mark(buttons[place].dataset.pupil, CYCLE[Number(event.key) - 1]);
            buttons[place + 1]?.focus();
        }
    });

    form.querySelector("[name=reason]")?.addEventListener("change", send);
    window.addEventListener("online", send);
    /* The next page may have been read before what is under way was saved: it finds the taps too, and sends them again. */
    window.addEventListener("beforeunload", () => {
        leaving = true;
        window.setTimeout(() => {
            leaving = false;
            keep();
        }, RETRY_MS);
    });
    Object.entries(waiting).forEach(([pupil, category]) => buttonOf(pupil) && show(buttonOf(pupil), category));
    if (Object.keys(waiting).length) send();
})();
