"use strict";

const upload = document.querySelector("#upload");
const message = document.querySelector("#message");
const progress = document.querySelector("#progress");

function said(request) {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    return page.querySelector("#reason")?.textContent ?? "The request failed (" + request.status + ").";
}

upload?.addEventListener("submit", event => {
    event.preventDefault();
    const button = upload.querySelector("button");
    const request = new XMLHttpRequest();
    const end = text => {
        message.textContent = text;
        progress.hidden = true;
        button.disabled = false;
    };
    request.upload.addEventListener("progress", event => {
        if (event.lengthComputable) progress.value = event.loaded / event.total;
    });
    request.addEventListener("load", () => {
        if (request.status < 400) location.assign(upload.action);
        else end(said(request));
    });
    request.addEventListener("error", () => end("The connection was lost. No file was saved."));
    request.open("POST", upload.action);
    message.textContent = "";
    progress.hidden = false;
    button.disabled = true;
    request.send(new FormData(upload));
});

const find = document.querySelector("#find");
find?.addEventListener("input", () => {
    const text = find.value.toLowerCase();
    for (const row of document.querySelectorAll("#files tr")) {
        row.hidden = !row.dataset.label.toLowerCase().includes(text);
    }
});
