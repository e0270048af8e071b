/* Addresses of the published site, for what a book links to and does not hold. */
#include "publish/epub/internal.h"
#include "publish/site/site.h"
#include "publish/web_url.h"

char *
psg_epub_make_site_url(const PsgEpubBook *book, const PsgModelLink *link)
{
    if (!book->options->url)
        return NULL;
    g_autofree char *path = NULL;
    switch (link->kind) {
    case PSG_LINK_CHAPTER:
        path = psg_site_make_chapter_path(link->chapter);
        break;
    case PSG_LINK_DOCUMENT:
        path = psg_site_make_document_path(link->document);
        break;
    case PSG_LINK_ATTACHMENT:
        path = g_strconcat("files/", link->attachment->name, NULL);
        break;
    case PSG_LINK_HOME:
        path = g_strdup("");
        break;
    case PSG_LINK_EXTERNAL:
        return psg_web_url_make(link->url);
    }
    g_autofree char *place = g_uri_escape_string(path, "/", TRUE);
    g_autofree char *fragment =
            link->fragment ? g_uri_escape_string(link->fragment, NULL, TRUE) : NULL;
    g_autofree char *url =
            g_strconcat(book->options->url, place, fragment ? "#" : NULL, fragment, NULL);
    return psg_web_url_make(url);
}
