"use strict";

// Everything works without this script. It adds uploads in pieces, with progress and drag and drop, which continue after a
// cut connection (draft-ietf-httpbis-resumable-upload), and small conveniences.

const kibibyte = 1024;
const smallest = 64 * kibibyte;
const pause = seconds => new Promise(resolve => setTimeout(resolve, seconds * 1000));

/** One request. `moved` gets the number of bytes that have left so far. */
function send(method, url, headers, body, moved) {
    return new Promise(resolve => {
        const request = new XMLHttpRequest();
        request.open(method, url);
        for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
        if (moved) request.upload.addEventListener("progress", event => moved(event.loaded));
        request.addEventListener("loadend", () => resolve(request));
        request.send(body);
    });
}

/** The offset that the server names; null if it names none. */
function offsetOf(request) {
    const text = request.getResponseHeader("Upload-Offset");
    return text === null ? null : Number(text);
}

function reasonOf(request) {
    const text = request.responseText;
    if (request.status === 0) return "The site cannot be reached.";
    // A redirect to the sign-in is a success for the browser.
    if (request.status < 300) return "You are signed out. Sign in, and choose the file again to continue.";
    try {
        const problem = JSON.parse(text);
        return problem.detail ?? problem.message ?? problem.title ?? problem.error;
    } catch {
        const page = new DOMParser().parseFromString(text, "text/html");
        return page.querySelector("#reason")?.textContent ?? (text.length < 200 && text) ?? "";
    }
}

/** The size of the next piece. It grows while pieces arrive quickly, up to the largest that the web server lets through. */
class PieceSize {
    bytes = 96 * kibibyte;
    most = 8 * kibibyte * kibibyte;
    // The largest piece that has arrived. A failure of one that is not larger is the connection's, not the web server's.
    proved = 0;

    limit(request) {
        const match = /max-append-size=(\d+)/.exec(request.getResponseHeader("Upload-Limit") ?? "");
        if (match) this.most = Math.min(this.most, Number(match[1]));
    }

    arrived(bytes, seconds) {
        this.proved = Math.max(this.proved, bytes);
        if (seconds < 2) this.bytes = Math.min(this.bytes * 2, this.most);
    }

    failed(isRefused, failures) {
        const half = Math.max(Math.floor(this.bytes / 2), smallest);
        if (isRefused || this.bytes > this.proved) this.bytes = this.most = half;
        else if (failures > 2) this.bytes = half;
    }
}

// The limit belongs to the web server, so all files of the page share what was measured.
const piece = new PieceSize();

class FileUpload {
    constructor(file, url, query, line) {
        this.file = file;
        this.url = url;
        this.query = query;
        this.line = line;
        // The same file continues after the page was loaded again.
        this.memory = "upload " + [url, file.name, file.size, file.lastModified].join(" ");
        this.isCancelled = false;
    }

    async run() {
        let offset = await this.begin();
        let failures = 0;
        while (offset !== null) {
            if (this.isCancelled) return this.cancel();
            const body = this.file.slice(offset, offset + piece.bytes);
            const isLast = offset + body.size === this.file.size;
            const start = performance.now();
            const from = offset;
            const response = await send("PATCH", this.place, {
                "Content-Type": "application/partial-upload",
                "Upload-Offset": String(offset),
                "Upload-Complete": isLast ? "?1" : "?0",
            }, body, loaded => this.show(from + loaded));
            const told = offsetOf(response);
            if (response.status >= 200 && response.status < 300) {
                failures = 0;
                if (isLast && response.getResponseHeader("Upload-Complete") === "?1") return this.end("");
                if (isLast || told === null) return this.stop(reasonOf(response));
                offset = told;
                piece.arrived(body.size, (performance.now() - start) / 1000);
                continue;
            }
            // The web server refuses a large piece without an offset; the program names one.
            const isTemporary = [408, 409, 429].includes(response.status) || response.status === 413 && told === null;
            const isFinal = response.status >= 400 && response.status < 500 && !isTemporary;
            if (isFinal || response.status === 507) return this.end(reasonOf(response) || "It was refused.");
            failures += 1;
            if (failures > 30) return this.stop("The connection does not come back. Choose the file again to continue.");
            if (response.status !== 413) await pause(Math.min(2 ** Math.min(failures, 5) / 2, 15));
            const known = told ?? await this.offset();
            if (known === "gone") return this.end("The upload has expired. Choose the file again.");
            if (told === null && known === offset && response.status !== 503) {
                piece.failed(response.status === 413, failures);
            }
            offset = known ?? offset;
        }
    }

    /** Continues an upload, or announces a new one. */
    async begin() {
        this.place = localStorage.getItem(this.memory);
        if (this.place) {
            const known = await this.offset();
            if (typeof known === "number") return known;
        }
        const name = encodeURIComponent(this.file.name)
            .replace(/['()*!]/g, character => "%" + character.charCodeAt(0).toString(16).toUpperCase());
        const response = await send("POST", this.url + this.query, {
            "Upload-Complete": "?0",
            "Upload-Length": String(this.file.size),
            "Content-Disposition": "inline; filename*=UTF-8''" + name,
        }, null);
        this.place = response.getResponseHeader("Location");
        if (response.status !== 201 || !this.place) {
            this.end(reasonOf(response) || "It was refused.");
            return null;
        }
        localStorage.setItem(this.memory, this.place);
        piece.limit(response);
        return 0;
    }

    /** What the server has: a number, "gone", or null if it cannot be reached. */
    async offset() {
        const response = await send("HEAD", this.place, {}, null);
        if (response.status === 404 || response.status === 410) return "gone";
        return response.status === 204 || response.status === 200 ? offsetOf(response) : null;
    }

    async cancel() {
        await send("DELETE", this.place, {}, null);
        this.end("Cancelled.");
    }

    show(bytes) {
        this.line.querySelector("progress").value = this.file.size ? bytes / this.file.size : 1;
    }

    /** Ends for good: the file is there, or it was refused. */
    end(problem) {
        localStorage.removeItem(this.memory);
        this.stop(problem);
    }

    /** Ends for now. The same file continues when it is chosen again. */
    stop(problem) {
        this.problem = problem;
        this.show(problem ? 0 : this.file.size);
        this.line.querySelector("button").remove();
        this.line.querySelector("output").textContent = problem || "Uploaded.";
        this.line.classList.add(problem ? "failed" : "done");
    }
}

function lineFor(file) {
    const line = document.createElement("li");
    const [name, bar, state, button] = ["span", "progress", "output", "button"].map(kind => document.createElement(kind));
    name.textContent = file.name;
    bar.value = 0;
    bar.setAttribute("aria-label", "Progress of " + file.name);
    button.type = "button";
    button.textContent = "Cancel";
    button.setAttribute("aria-label", "Cancel " + file.name);
    line.append(name, bar, state, button);
    return line;
}

/** The upload without a page for the script: the browser shows that something is going on. */
async function upload(form, files) {
    const button = form.querySelector("button.primary");
    const sender = form.elements.sender?.value;
    const query = sender === undefined ? "" : "?sender=" + encodeURIComponent(sender);
    const list = form.querySelector(".progress");
    list.replaceChildren();
    const uploads = [...files].map(file => {
        const line = lineFor(file);
        const one = new FileUpload(file, form.dataset.pieces, query, line);
        line.querySelector("button").addEventListener("click", () => { one.isCancelled = true; });
        list.append(line);
        return one;
    });
    button.disabled = true;
    for (const one of uploads) await one.run();
    button.disabled = false;
    form.querySelector("input[type=file]").value = "";
    if (sender === undefined && uploads.every(one => !one.problem)) location.reload();
}

for (const form of document.querySelectorAll("form.upload")) {
    const input = form.querySelector("input[type=file]");
    form.addEventListener("submit", event => {
        event.preventDefault();
        upload(form, input.files);
    });
    form.addEventListener("dragover", event => {
        event.preventDefault();
        form.classList.add("over");
    });
    form.addEventListener("dragleave", () => form.classList.remove("over"));
    form.addEventListener("drop", event => {
        event.preventDefault();
        form.classList.remove("over");
        input.files = event.dataTransfer.files;
        if (form.reportValidity()) upload(form, input.files);
    });
}

for (const field of document.querySelectorAll("[data-copy]")) {
    field.addEventListener("focus", () => field.select());
}

// How large a request the web server lets through.
for (const button of document.querySelectorAll("[data-probe]")) {
    button.addEventListener("click", async () => {
        const output = button.parentElement.querySelector("output");
        button.disabled = true;
        let passed = 0;
        for (let size = 96 * kibibyte; size <= 8 * kibibyte * kibibyte; size *= 2) {
            const response = await send("POST", button.dataset.probe, {}, new Blob([new Uint8Array(size)]));
            if (response.status !== 200) break;
            passed = size;
            output.textContent = "at least " + passed / kibibyte + " KiB";
        }
        if (!passed) output.textContent = "less than 96 KiB: uploads will not work";
        button.disabled = false;
    });
}

for (const element of document.querySelectorAll(".scripted")) element.hidden = false;
