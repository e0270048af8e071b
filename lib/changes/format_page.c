/* Changes as a page by itself, to send to a person: no script, no font, no picture, nothing that
 * is fetched; for screens light and dark, for paper, and for listening. */
#include <string.h>

#include "changes/format_html.h"
#include "changes/format_internal.h"
#include "text/language.h"
#include "text/markup.h"

static const char style[] =
        ":root{color-scheme:light dark;--paper:#fff;--ink:#191d28;--soft:#495063;--line:#ccd2de;"
        "--wash:#f3f5f9;--rubric:#a3231a;--link:#1b4196;"
        "--new:#0f5132;--new-wash:#e2f4e9;--gone:#8f1d15;--gone-wash:#fcebe9}\n"
        "@media screen and (prefers-color-scheme:dark){:root{--paper:#12161f;--ink:#e3e7ef;"
        "--soft:#aeb7c8;--line:#343d4e;--wash:#1b212d;--rubric:#ff9d8f;--link:#a3c0ff;"
        "--new:#8fe0b4;--new-wash:#14301f;--gone:#ffb0a5;--gone-wash:#3a1a17}}\n"
        "*{box-sizing:border-box}\n"
        "html{font-family:Seravek,\"Segoe UI\",-apple-system,Roboto,\"Noto Sans\",Ubuntu,"
        "Cantarell,\"DejaVu Sans\",sans-serif;line-height:1.6;background:var(--paper);"
        "color:var(--ink);-webkit-text-size-adjust:100%;text-size-adjust:100%}\n"
        "body{max-width:44rem;margin:0 auto;padding:2rem clamp(1rem,4vw,2rem) 4rem;"
        "overflow-wrap:break-word}\n"
        "h1,h2,h3,h4{font-family:\"Iowan Old Style\",\"Palatino Linotype\",Palatino,"
        "\"URW Palladio L\",P052,\"Book Antiqua\",Georgia,serif;line-height:1.25;"
        "text-wrap:balance}\n"
        "h1{font-size:2.1rem;margin:0 0 .5rem}\n"
        "h2{font-size:1.5rem;margin:2.75rem 0 .5rem;padding-top:.75rem;"
        "border-top:2px solid var(--rubric)}\n"
        "h3{font-size:1.15rem;margin:1.75rem 0 .25rem}\n"
        "h4{font-size:1rem;margin:1.5rem 0 .25rem}\n"
        "a{color:var(--link)}\n"
        "a:focus-visible{outline:3px solid var(--rubric);outline-offset:2px}\n"
        ".range{font-size:1.1rem;margin:.25rem 0 0}\n"
        ".count,.change-about{color:var(--soft)}\n"
        ".count{margin:.25rem 0 0}\n"
        ".key,nav{background:var(--wash);border-radius:.4rem;padding:.75rem 1rem;margin:1.5rem 0}\n"
        ".key p{margin:0}\n"
        "nav h2{font-size:1.05rem;margin:0;padding:0;border:0}\n"
        "nav ul{margin:.4rem 0 0;padding-inline-start:1.2rem}\n"
        "nav li{margin:.15rem 0}\n"
        ".change{margin:.75rem 0;padding-inline-start:.9rem;border-inline-start:3px solid "
        "var(--line)}\n"
        ".change p{margin:0}\n"
        ".change-inserted{border-color:var(--new)}\n"
        ".change-deleted{border-color:var(--gone)}\n"
        ".change-kind{font-size:.85rem;font-weight:600;color:var(--soft)}\n"
        ".change-about{font-size:.9rem}\n"
        "ins{color:var(--new);background:var(--new-wash);text-decoration:underline;"
        "text-decoration-thickness:.1em;text-underline-offset:.2em;"
        "text-decoration-skip-ink:none}\n"
        "del{color:var(--gone);background:var(--gone-wash);text-decoration:line-through;"
        "text-decoration-thickness:.1em}\n"
        "ins,del{border-radius:.15em;padding:0 .1em;box-decoration-break:clone;"
        "-webkit-box-decoration-break:clone}\n"
        ".change-note{position:absolute;width:1px;height:1px;overflow:hidden;"
        "clip-path:inset(50%);white-space:nowrap}\n"
        "@media (forced-colors:active){.change-note{position:static;width:auto;height:auto;"
        "clip-path:none;white-space:normal;font-size:.85em}}\n"
        "@media (prefers-contrast:more){:root{--soft:var(--ink);--line:var(--ink)}}\n"
        "@media print{body{max-width:none;padding:0}nav{display:none}"
        "h2,h3,h4{break-after:avoid}.change{break-inside:avoid}"
        "ins,del{background:none}}\n";

static void
append_text(GString *out, const char *before, const char *text, const char *behind)
{
    g_string_append(out, before);
    psg_markup_write_text(out, text, -1, FALSE);
    g_string_append(out, behind);
}

/* The language of the words of a text where it is not English. */
static void
append_span(const char *language, const char *text, GString *out)
{
    if (psg_format_is_english(language)) {
        psg_markup_write_text(out, text, -1, FALSE);
        return;
    }
    g_string_append(out, "<span");
    psg_markup_write_attribute(out, "lang", language);
    psg_markup_write_attribute(out, "dir", psg_language_is_right_to_left(language) ? "rtl" : "ltr");
    append_text(out, ">", text, "</span>");
}

static void
append_ends(const PsgDocumentChanges *changes, const PsgRange *range, GString *out)
{
    if (range) {
        append_text(out, "<p class=\"range\">From ", range->from.label, " to ");
        append_text(out, "", range->to.label, "</p>\n");
    }
    g_autofree char *count = psg_format_count(changes);
    count[0] = g_ascii_toupper(count[0]);
    append_text(out, "<p class=\"count\">", count, ".</p>\n");
}

static void
append_key(GString *out)
{
    g_string_append(out,
            "<div class=\"key\"><p>How to read this: <ins><span class=\"change-note\">Added: "
            "</span>underlined words</ins> were added, <del><span class=\"change-note\">Removed: "
            "</span>words struck through</del> were removed. \342\200\246 stands for words that "
            "did not change.</p></div>\n");
}

/* Contents help from three chapters on. */
static void
append_contents(GPtrArray *all_changes, GString *out)
{
    guint count = 0;
    for (guint i = 0; i < all_changes->len; i++)
        count += ((PsgDocumentChanges *)g_ptr_array_index(all_changes, i))->chapters->len;
    if (count < 3)
        return;
    g_string_append(out, "<nav aria-labelledby=\"contents\"><h2 id=\"contents\">Chapters that "
                         "changed</h2>\n<ul>\n");
    for (guint i = 0; i < all_changes->len; i++) {
        const PsgDocumentChanges *changes = g_ptr_array_index(all_changes, i);
        for (guint j = 0; j < changes->chapters->len; j++) {
            const PsgChapterChanges *chapter = g_ptr_array_index(changes->chapters, j);
            g_string_append_printf(out, "<li><a href=\"#d%u-c%u\">", i + 1, j + 1);
            append_span(chapter->language, chapter->title, out);
            g_string_append(out, "</a>");
            if (all_changes->len > 1) {
                g_string_append(out, " (");
                append_span(changes->language, changes->title, out);
                g_string_append_c(out, ')');
            }
            g_string_append(out, "</li>\n");
        }
    }
    g_string_append(out, "</ul></nav>\n");
}

static void
append_head(const char *title, GString *out)
{
    g_string_append(out,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
            "'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<meta name=\"referrer\" content=\"no-referrer\">\n");
    append_text(out, "<title>", title, "</title>\n");
    g_string_append_printf(out, "<style>\n%s</style>\n</head>\n<body>\n<main>\n", style);
}

void
psg_changes_format_page(GPtrArray *all_changes, GPtrArray *ranges, GString *out)
{
    const PsgDocumentChanges *only =
            all_changes->len == 1 ? g_ptr_array_index(all_changes, 0) : NULL;
    g_autofree char *title = only ? g_strdup_printf("What has changed: %s", only->title)
                                  : g_strdup("What has changed");
    append_head(title, out);
    if (only) {
        g_string_append(out, "<h1>What has changed: ");
        append_span(only->language, only->title, out);
        g_string_append(out, "</h1>\n");
        append_ends(only, ranges && ranges->len > 0 ? g_ptr_array_index(ranges, 0) : NULL, out);
    } else {
        g_string_append(out, "<h1>What has changed</h1>\n");
    }
    append_key(out);
    append_contents(all_changes, out);
    for (guint i = 0; i < all_changes->len; i++) {
        const PsgDocumentChanges *changes = g_ptr_array_index(all_changes, i);
        g_autofree char *prefix = g_strdup_printf("d%u-c", i + 1);
        if (!only) {
            g_string_append(out, "<section>\n<h2>");
            append_span(changes->language, changes->title, out);
            g_string_append(out, "</h2>\n");
            append_ends(
                    changes, ranges && i < ranges->len ? g_ptr_array_index(ranges, i) : NULL, out);
        }
        psg_format_html_chapters(changes, only ? 2 : 3, prefix, out);
        g_string_append(out, only ? "" : "</section>\n");
    }
    g_string_append(out, "</main>\n</body>\n</html>\n");
}
