// Creates elements. Children are text, not HTML. The attribute `html` is only for this page's own texts, never for texts of a link or of
// the registry.

export function h(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (value === undefined || value === null || value === false) continue;
        if (name === 'html') element.innerHTML = value;
        else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
        else if (name === 'class') element.className = value;
        else if (name === 'tint') element.style.setProperty('--tint', value);
        else if (name === 'wide') element.style.width = value;
        else element.setAttribute(name, value === true ? '' : value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return element;
}

// Offers a file for download.
export function download(name, type, text) {
    const url = URL.createObjectURL(new Blob([text], { type }));
    const link = h('a', { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
}

// Copies text to the clipboard. If the browser does not allow this, selects it in `shown`, so that the user can copy it. Returns whether
// it was copied.
export async function copy(text, shown) {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        if (shown) getSelection().selectAllChildren(shown);
        return false;
    }
}
