// Forms that a passkey answers: data-passkey="get" or "create", data-ask is where the question comes from.
(() => {
    const api = window.PublicKeyCredential;
    if (!api?.parseRequestOptionsFromJSON) {
        return;
    }

    const question = async (form) => {
        const token = form.elements.csrfmiddlewaretoken.value;
        const response = await fetch(form.dataset.ask, { method: "POST", headers: { "X-CSRFToken": token } });
        if (!response.ok) {
            throw new Error(response.statusText);
        }
        return response.json();
    };

    const answer = async (form) => {
        const asked = await question(form);
        const credential =
            form.dataset.passkey === "create"
                ? await navigator.credentials.create({ publicKey: api.parseCreationOptionsFromJSON(asked) })
                : await navigator.credentials.get({ publicKey: api.parseRequestOptionsFromJSON(asked) });
        return JSON.stringify(credential.toJSON());
    };

    for (const form of document.querySelectorAll("form[data-passkey]")) {
        form.closest("[data-needs-passkeys]")?.removeAttribute("hidden");
        form.addEventListener("submit", async (event) => {
            if (form.elements.answer.value) {
                return;
            }
            event.preventDefault();
            try {
                form.elements.answer.value = await answer(form);
            } catch {
                // Given up, or no key here: the server says so in its own words.
                form.elements.answer.value = "{}";
            }
            form.requestSubmit();
        });
    }
})();
