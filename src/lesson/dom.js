// Making elements. Text is always text; `html` is for this page's own words alone, never for a link's or the registry's.

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

// Hand a file to the reader.
export function download(name, type, text) {
    const url = URL.createObjectURL(new Blob([text], { type }));
    const link = h('a', { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
}

// Put text on the clipboard; where the browser keeps that from a file, select it so that it can be copied by hand.
export async function copy(text, shown) {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        if (shown) getSelection().selectAllChildren(shown);
        return false;
    }
}
