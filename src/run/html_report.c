#include "run/html_report.h"

#include <stdlib.h>
#include <string.h>

#include "api/aslab.h"
#include "io/output.h"

enum { LARGEST_PICTURE = 1 << 28 };

static void escape(asl_strbuf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&': asl_strbuf_add(out, "&amp;"); break;
        case '<': asl_strbuf_add(out, "&lt;"); break;
        case '>': asl_strbuf_add(out, "&gt;"); break;
        case '"': asl_strbuf_add(out, "&quot;"); break;
        case '\'': asl_strbuf_add(out, "&#39;"); break;
        default: asl_strbuf_add_bytes(out, text, 1);
        }
    }
}

static void element(asl_strbuf *out, const char *open, const char *text, const char *close)
{
    asl_strbuf_add(out, open);
    escape(out, text);
    asl_strbuf_add(out, close);
}

static void add_base64(asl_strbuf *out, const char *bytes, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *b = (const unsigned char *)bytes;
    for (size_t i = 0; i < n; i += 3) {
        unsigned long v = (unsigned long)b[i] << 16;
        if (i + 1 < n) v |= (unsigned long)b[i + 1] << 8;
        if (i + 2 < n) v |= b[i + 2];
        char four[4] = {digits[v >> 18], digits[(v >> 12) & 63], i + 1 < n ? digits[(v >> 6) & 63] : '=',
                        i + 2 < n ? digits[v & 63] : '='};
        asl_strbuf_add_bytes(out, four, 4);
    }
}

static const char head[] = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";

static const char style[] =
    "<title>aslab: figures</title>\n<style>\n"
    ":root{--ink:#1b1b1b;--soft:#555;--line:#ddd;--paper:#fff;--good:#00664b;--part:#8a5a00;--bad:#a33b00}\n"
    "body{margin:0 auto;max-width:62rem;padding:1.5rem 1rem 4rem;font:1rem/1.55 "
    "system-ui,sans-serif;color:var(--ink);background:var(--paper)}\n"
    "h1{font-size:1.7rem;margin:.2em 0}h2{font-size:1.25rem;margin:2.6rem 0 .3rem}p{margin:.5rem 0}\n"
    ".paper{color:var(--soft);font-size:.92rem}img{display:block;width:100%;height:auto;border:1px solid "
    "var(--line);border-radius:6px;margin:.8rem 0}\n"
    "table{border-collapse:collapse;width:100%;font-size:.92rem}th,td{text-align:left;padding:.35rem .6rem .35rem "
    "0;border-bottom:1px solid var(--line);vertical-align:top}\n"
    "th{font-weight:600}td.n{font-variant-numeric:tabular-nums}td.h{white-space:nowrap}.scroll{overflow-x:auto}\n"
    ".now{padding:.6rem .8rem;border:1px solid var(--line);border-left:4px solid var(--part);border-radius:6px}"
    "progress{width:10rem;vertical-align:middle;margin-right:.6rem;accent-color:var(--part)}"
    ".pending td{white-space:nowrap}.pending td.t{white-space:normal;width:100%}\n"
    ".reproduced{color:var(--good)}.partly{color:var(--part)}.not{color:var(--bad)}td.v{font-weight:600;white-space:"
    "nowrap}\n"
    "pre{background:#f6f6f4;padding:.6rem "
    ".8rem;border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem;margin:.6rem "
    "0}a{color:#0b5a94}\n"
    "@media(max-width:640px){table,tbody,tr,td{display:block}th{display:none}td{border:0;padding:.1rem "
    "0}tr{border-bottom:1px solid "
    "var(--line);padding:.5rem 0;display:block}td.p::before{content:'paper: "
    "';color:var(--soft)}td.h::before{content:'here: ';"
    "color:var(--soft)}}\n"
    "</style>\n</head>\n<body>\n<h1>The Asymmetric Loss, measured</h1>\n"
    "<p class=\"paper\">Figures and claims of <i>Asymmetric Loss For Multi-Label Classification</i> (ICCV 2021, "
    "<a href=\"https://arxiv.org/abs/2009.14119\">arXiv 2009.14119</a>), computed by aslab " ASLAB_VERSION
    ". The data of each picture (CSV) and its gnuplot script are next to this page.</p>\n"
    "<p>A model gives each label the probability p = sigmoid(logit). ASL is (1 &minus; p)<sup>&gamma;+</sup> "
    "(&minus;log p) if the label is 1, and u<sup>&gamma;&ndash;</sup> (&minus;log(1 &minus; u)) with "
    "u = max(p &minus; m, 0) if it is 0. &gamma;+ and &gamma;&ndash; (gamma_pos, gamma_neg) are the focusing "
    "parameters of positives and negatives; m is the probability margin. Cross-entropy is ASL with &gamma; = 0 and "
    "m = 0. Gradients are with respect to the logit; p* is the probability at which the gradient of a negative is "
    "largest.</p>\n";

static void add_claim_row(asl_strbuf *out, const asl_experiment *e, const asl_claim *c, const asl_claim_result *f)
{
    static const char *const classes[] = {"reproduced", "partly", "not"};
    element(out, "<tr><td><a href=\"#", e->name, "\">");
    element(out, "", e->name, "</a></td>");
    element(out, "<td>", c->text, "</td>");
    element(out, "<td class=\"n p\">", c->paper, "</td>");
    asl_strbuf_add(out, "<td class=\"n h\">");
    asl_experiment_run_number(out, f);
    asl_strbuf_format(out, "</td><td class=\"v %s\">%s</td></tr>\n", classes[f->verdict], asl_verdict_name(f->verdict));
}

static size_t judged_claims(const asl_html_report_item *item)
{
    return item->finished && item->figure->claim_results != NULL ? item->figure->experiment.nclaims : 0;
}

static void add_claims(asl_strbuf *out, const asl_html_report *page)
{
    size_t claims = 0;
    for (size_t i = 0; i < page->n; i++) claims += judged_claims(&page->items[i]);
    if (claims == 0) return;
    asl_strbuf_add(
        out,
        "<h2>Claims of the paper</h2>\n<p>Claims about formulas have exact answers. Claims about training are tested "
        "with small networks, synthetic data and paired seeds. What is tested is the statement (a sign, an order, "
        "a range), not the size of the paper's number. A claim is <b>reproduced</b> if the whole 95 % confidence "
        "interval (in brackets) satisfies it, <b>partly</b> reproduced if only the mean does, and <b>not "
        "reproduced</b> otherwise. A claim about the best setting is reproduced if every setting that is "
        "statistically tied with the best satisfies it, partly if some of them do; the brackets then show the "
        "range of these settings. Differences in mAP are fractions: 0.01 is one point.");
    if (page->state == ASL_HTML_REPORT_COMPLETE)
        asl_strbuf_add(out, " As a table: <a href=\"claims.csv\">claims.csv</a>.");
    asl_strbuf_add(out, "</p>\n<div class=\"scroll\"><table>\n"
                        "<tr><th>figure</th><th>claim</th><th>paper</th><th>here</th><th>verdict</th></tr>\n");
    for (size_t i = 0; i < page->n; i++) {
        const asl_experiment_run *f = page->items[i].figure;
        for (size_t k = 0; k < judged_claims(&page->items[i]); k++)
            add_claim_row(out, &f->experiment, &f->experiment.claims[k], &f->claim_results[k]);
    }
    asl_strbuf_add(out, "</table></div>\n");
}

static int add_picture(asl_strbuf *out, const asl_folder *dir, const asl_experiment_run *f, asl_error *err)
{
    if (f->format == NULL || strcmp(f->format, "pdf") == 0) return ASL_OK;
    size_t n;
    asl_strbuf name = {0};
    asl_strbuf_format(&name, "%s.%s", f->experiment.name, f->format);
    char *file = asl_strbuf_take(&name, err),
         *bytes = file != NULL ? asl_folder_read_bytes(dir, file, LARGEST_PICTURE, &n, err) : NULL;
    free(file);
    if (bytes == NULL) return ASL_FAILED;
    asl_strbuf_format(out, "<img src=\"data:image/%s;base64,", strcmp(f->format, "svg") == 0 ? "svg+xml" : "png");
    add_base64(out, bytes, n);
    element(out, "\" alt=\"", f->experiment.title, "\">\n");
    free(bytes);
    return ASL_OK;
}

static int add_results(asl_strbuf *out, const asl_folder *dir, const asl_experiment_run *f, asl_error *err)
{
    const asl_experiment *e = &f->experiment;
    int code = add_picture(out, dir, f, err);
    if (f->undrawn.code != ASL_OK) asl_strbuf_add(out, "<p class=\"paper\">The picture could not be drawn.</p>\n");
    element(out, "<p>", e->caption, "</p>\n");
    element(out, "<pre>", f->command, "</pre>\n");
    asl_strbuf_format(out, "<p class=\"paper\"><a href=\"%s.csv\">%s.csv</a> &middot; <a href=\"%s.gp\">%s.gp</a>",
                      e->name, e->name, e->name, e->name);
    if (f->format != NULL)
        asl_strbuf_format(out, " &middot; <a href=\"%s.%s\">%s.%s</a>", e->name, f->format, e->name, f->format);
    asl_strbuf_add(out, "</p>\n");
    return code;
}

/* "computing: 120 of 480 runs" */
static void add_progress(asl_strbuf *out, const asl_html_report *page, const asl_html_report_item *item)
{
    asl_strbuf_add(out, page->state == ASL_HTML_REPORT_COMPUTING ? "computing" : "not finished");
    if (item->total > 0) asl_strbuf_format(out, ": %zu of %zu runs", item->done, item->total);
}

static int add_figure(asl_strbuf *out, const asl_folder *dir, const asl_html_report *page,
                      const asl_html_report_item *item, asl_error *err)
{
    const asl_experiment *e = &item->figure->experiment;
    element(out, "<h2 id=\"", e->name, "\">");
    element(out, "", e->title, "</h2>\n");
    element(out, "<p class=\"paper\">", e->paper, "</p>\n");
    if (item->finished) return add_results(out, dir, item->figure, err);
    asl_strbuf_add(out, "<p class=\"now\">");
    add_progress(out, page, item);
    element(out, "</p>\n<p>", e->caption, "</p>\n");
    element(out, "<pre>", item->figure->command, "</pre>\n");
    return ASL_OK;
}

/* --- progress */

static void add_state(asl_strbuf *out, const asl_html_report *page, size_t finished)
{
    asl_strbuf_format(out, "<h2>%zu of %zu experiments are finished</h2>\n<p class=\"now\">", finished, page->n);
    if (page->state == ASL_HTML_REPORT_COMPUTING)
        asl_strbuf_format(out, "The others are being computed. Until then this page reloads every %d seconds.",
                          ASL_HTML_REPORT_RELOAD);
    if (page->state == ASL_HTML_REPORT_INTERRUPTED)
        asl_strbuf_add(out, "The command was interrupted. Run it again to continue.");
    if (page->state == ASL_HTML_REPORT_FAILED) element(out, "The command failed: ", page->failure, ".");
    asl_strbuf_add(out, "</p>\n");
}

static void add_pending_row(asl_strbuf *out, const asl_html_report *page, const asl_html_report_item *item)
{
    const asl_experiment *e = &item->figure->experiment;
    element(out, "<tr><td><a href=\"#", e->name, "\">");
    element(out, "", e->name, "</a></td><td class=\"t\">");
    element(out, "", e->title, "</td><td>");
    if (item->total > 0 && page->state == ASL_HTML_REPORT_COMPUTING)
        asl_strbuf_format(out, "<progress value=\"%zu\" max=\"%zu\"></progress>", item->done, item->total);
    add_progress(out, page, item);
    asl_strbuf_add(out, "</td></tr>\n");
}

static void add_pending(asl_strbuf *out, const asl_html_report *page)
{
    size_t finished = 0;
    for (size_t i = 0; i < page->n; i++) finished += page->items[i].finished;
    if (page->state == ASL_HTML_REPORT_COMPLETE) return;
    add_state(out, page, finished);
    if (finished == page->n) return;
    asl_strbuf_add(out, "<div class=\"scroll\"><table class=\"pending\">\n");
    for (size_t i = 0; i < page->n; i++) {
        if (!page->items[i].finished) add_pending_row(out, page, &page->items[i]);
    }
    asl_strbuf_add(out, "</table></div>\n");
}

/* The link to the lesson. Without lesson.html it is a comment, which src/lesson/build.sh turns into a link. */
static void add_lesson(asl_strbuf *out, const asl_folder *dir)
{
    bool there;
    if (asl_folder_has(dir, "lesson.html", &there, NULL) != ASL_OK) there = false;
    asl_strbuf_format(
        out,
        "%s<p class=\"paper\">To change the parameters yourself, open <a href=\"lesson.html\">the lesson</a>.</p>%s\n",
        there ? "" : "<!--lesson ", there ? "" : " lesson-->");
}

char *asl_html_report_text(const asl_folder *dir, const asl_html_report *page, asl_error *err)
{
    asl_strbuf text = {0};
    int code = ASL_OK;
    asl_strbuf_add(&text, head);
    if (page->state == ASL_HTML_REPORT_COMPUTING)
        asl_strbuf_format(&text, "<meta http-equiv=\"refresh\" content=\"%d\">\n", ASL_HTML_REPORT_RELOAD);
    asl_strbuf_add(&text, style);
    add_lesson(&text, dir);
    add_pending(&text, page);
    add_claims(&text, page);
    for (size_t i = 0; i < page->n && code == ASL_OK; i++) code = add_figure(&text, dir, page, &page->items[i], err);
    asl_strbuf_add(&text, "</body>\n</html>\n");
    char *whole = asl_strbuf_take(&text, code == ASL_OK ? err : NULL);
    if (code == ASL_OK) return whole;
    free(whole);
    return NULL;
}

int asl_html_report_write(const asl_folder *dir, const asl_html_report *page, asl_error *err)
{
    char *text = asl_html_report_text(dir, page, err);
    int code = text == NULL ? ASL_FAILED : asl_output_file_in(dir, "index.html", text, strlen(text), err);
    free(text);
    return code;
}
