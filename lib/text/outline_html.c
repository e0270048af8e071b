/* Which lines begin and end HTML blocks (CommonMark 0.30, 4.6). See outline_scan.h. */
#include <string.h>

#include "text/outline_scan.h"

static const char *const raw_tags[] = {"script", "pre", "style", "textarea", NULL};

static const char *const block_tags[] = {"address", "article", "aside", "base", "basefont",
        "blockquote", "body", "caption", "center", "col", "colgroup", "dd", "details", "dialog",
        "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frame",
        "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "iframe",
        "legend", "li", "link", "main", "menu", "menuitem", "nav", "noframes", "ol", "optgroup",
        "option", "p", "param", "section", "source", "summary", "table", "tbody", "td", "tfoot",
        "th", "thead", "title", "tr", "track", "ul", NULL};

static gboolean
is_listed(const char *const *names, const char *at, gsize length)
{
    for (guint i = 0; names[i]; i++)
        if (*names[i] == (*at | 0x20) && strlen(names[i]) == length &&
                g_ascii_strncasecmp(names[i], at, length) == 0)
            return TRUE;
    return FALSE;
}

static const char *
skip_space(const char *at, const char *end)
{
    while (at < end && g_ascii_isspace(*at))
        at++;
    return at;
}

static const char *
skip_name(const char *at, const char *end)
{
    while (at < end && (g_ascii_isalnum(*at) || *at == '-'))
        at++;
    return at;
}

/* `= value`; `at` itself when there is none, NULL when it is wrong. */
static const char *
skip_value(const char *at, const char *end)
{
    const char *p = skip_space(at, end);
    if (p == end || *p != '=')
        return at;
    p = skip_space(p + 1, end);
    if (p == end)
        return NULL;
    if (*p == '"' || *p == '\'') {
        const char *close = memchr(p + 1, *p, (gsize)(end - p - 1));
        return close ? close + 1 : NULL;
    }
    const char *from = p;
    while (p < end && !g_ascii_isspace(*p) && !strchr("\"'=<>`", *p))
        p++;
    return p > from ? p : NULL;
}

/* An attribute with the white space before it; `at` itself when there is none, NULL when it is
 * wrong. */
static const char *
skip_attribute(const char *at, const char *end)
{
    const char *p = skip_space(at, end);
    if (p == at || p == end || (!g_ascii_isalpha(*p) && *p != '_' && *p != ':'))
        return at;
    while (p < end && (g_ascii_isalnum(*p) || strchr("_.:-", *p)) && *p)
        p++;
    return skip_value(p, end);
}

/* A whole opening or closing tag, and nothing after it on the line. */
static gboolean
is_lone_tag(const char *at, const char *end)
{
    gboolean closes = at + 1 < end && at[1] == '/';
    const char *name = at + (closes ? 2 : 1);
    const char *p = skip_name(name, end);
    if (p == name || !g_ascii_isalpha(*name))
        return FALSE;
    while (!closes) {
        const char *next = skip_attribute(p, end);
        if (!next)
            return FALSE;
        if (next == p)
            break;
        p = next;
    }
    p = skip_space(p, end);
    if (!closes && p < end && *p == '/')
        p++;
    return p < end && *p == '>' && skip_space(p + 1, end) == end;
}

static gboolean
begins_with(const char *at, const char *end, const char *text)
{
    gsize length = strlen(text);
    return (gsize)(end - at) >= length && memcmp(at, text, length) == 0;
}

guint
psg_outline_begins_html(const char *at, const char *end)
{
    if (begins_with(at, end, "<!--"))
        return 2;
    if (begins_with(at, end, "<?"))
        return 3;
    if (begins_with(at, end, "<![CDATA["))
        return 5;
    if (begins_with(at, end, "<!"))
        return at + 2 < end && g_ascii_isalpha(at[2]) ? 4 : 0;
    gboolean closes = at + 1 < end && at[1] == '/';
    const char *name = at + (closes ? 2 : 1);
    const char *after = skip_name(name, end);
    gsize length = (gsize)(after - name);
    gboolean is_ended = after == end || g_ascii_isspace(*after) || *after == '>';
    if (!closes && is_ended && is_listed(raw_tags, name, length))
        return 1;
    if ((is_ended || begins_with(after, end, "/>")) && is_listed(block_tags, name, length))
        return 6;
    return is_lone_tag(at, end) ? 7 : 0;
}

static gboolean
contains(const char *at, const char *end, const char *text)
{
    return memmem(at, (gsize)(end - at), text, strlen(text)) != NULL;
}

static gboolean
contains_raw_end(const char *at, const char *end)
{
    for (; (at = memmem(at, (gsize)(end - at), "</", 2)); at += 2) {
        const char *after = skip_name(at + 2, end);
        if (after < end && *after == '>' && is_listed(raw_tags, at + 2, (gsize)(after - at - 2)))
            return TRUE;
    }
    return FALSE;
}

gboolean
psg_outline_ends_html(guint kind, const char *at, const char *end)
{
    switch (kind) {
    case 1:
        return contains_raw_end(at, end);
    case 2:
        return contains(at, end, "-->");
    case 3:
        return contains(at, end, "?>");
    case 4:
        return memchr(at, '>', (gsize)(end - at)) != NULL;
    default:
        return contains(at, end, "]]>");
    }
}
