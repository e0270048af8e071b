/* Accessibility metadata, derived from what is in the book and from nothing else. No claim of
 * conformance is made here: that takes checks that passed and a person who answers for it.
 * Specifications: EPUB Accessibility 1.1, section 2; Schema.org Accessibility Properties for
 * Discoverability. */
#include "publish/epub/internal.h"
#include "text/markup.h"

static void
write_property(GString *out, const char *property, const char *value)
{
    g_string_append_printf(out, "<meta property=\"schema:%s\">%s</meta>\n", property, value);
}

static gboolean
has_pictures(const PsgEpubFacts *facts)
{
    return facts->described_images || facts->undescribed_images;
}

static void
write_modes(GString *out, const PsgEpubFacts *facts)
{
    write_property(out, "accessMode", "textual");
    if (has_pictures(facts))
        write_property(out, "accessMode", "visual");
    if (!facts->undescribed_images)
        write_property(out, "accessModeSufficient", "textual");
    if (has_pictures(facts))
        write_property(out, "accessModeSufficient", "textual,visual");
}

static void
write_features(GString *out, const PsgEpubBook *book)
{
    const PsgEpubFacts *facts = &book->facts;
    if (facts->described_images && !facts->undescribed_images)
        write_property(out, "accessibilityFeature", "alternativeText");
    write_property(out, "accessibilityFeature", "ARIA");
    write_property(out, "accessibilityFeature", "displayTransformability");
    if (book->page_breaks->len > 0) {
        write_property(out, "accessibilityFeature", "pageBreakMarkers");
        write_property(out, "accessibilityFeature", "pageNavigation");
    }
    write_property(out, "accessibilityFeature", "readingOrder");
    write_property(out, "accessibilityFeature", "structuralNavigation");
    write_property(out, "accessibilityFeature", "tableOfContents");
    write_property(out, "accessibilityFeature", "unlocked");
}

static void
write_hazards(GString *out, const PsgEpubFacts *facts)
{
    if (!facts->has_moving_image) {
        write_property(out, "accessibilityHazard", "none");
        return;
    }
    write_property(out, "accessibilityHazard", "noSoundHazard");
    write_property(out, "accessibilityHazard", "unknownFlashingHazard");
    write_property(out, "accessibilityHazard", "unknownMotionSimulationHazard");
}

static void
append_count(GString *out, guint count, const char *one, const char *many)
{
    if (count == 1)
        g_string_append_printf(out, " One %s.", one);
    else if (count > 1)
        g_string_append_printf(out, " %u %s.", count, many);
}

/* Sentences for a person: what there is, then what there is not. */
static void
write_summary(GString *out, const PsgEpubBook *book)
{
    const PsgEpubFacts *facts = &book->facts;
    g_string_append_printf(
            out, "<meta property=\"schema:accessibilitySummary\"%s>", book->metadata_phrase);
    g_string_append(out, "The text adapts to the reader's own size, font and colours. Headings, "
                         "lists and notes are marked up, and every heading of a chapter is in the "
                         "table of contents.");
    if (book->page_breaks->len > 0)
        g_string_append(out, " The page numbers are those of the printed edition.");
    append_count(out, facts->headed_tables, "table has header cells", "tables have header cells");
    append_count(out, facts->described_images, "picture has a description",
            "pictures have descriptions");
    append_count(out, facts->decorative_images, "picture is marked as decorative",
            "pictures are marked as decorative");
    g_string_append(out, " Known gaps:");
    append_count(out, facts->undescribed_images, "picture has no description",
            "pictures have no description");
    append_count(
            out, facts->plain_tables, "table has no header cells", "tables have no header cells");
    if (facts->has_moving_image)
        g_string_append(
                out, " At least one picture moves, and nobody has checked whether it flashes.");
    if (book->page_breaks->len == 0)
        g_string_append(out, " There are no page numbers of a printed edition.");
    g_string_append(out, " Conformance to a standard is not claimed.</meta>\n");
}

/* Which printed edition the page numbers are of: the PDF of the same version, which has no number
 * of its own. */
static void
write_page_source(GString *out, const PsgEpubBook *book)
{
    if (book->page_breaks->len == 0)
        return;
    g_string_append(out, "<meta property=\"pageBreakSource\">");
    psg_markup_write_text(out, book->document->entry->title, -1, FALSE);
    if (book->document->version)
        g_string_append_printf(out, " (PDF), version %s</meta>\n", book->document->version);
    else
        g_string_append_printf(out, " (PDF), working draft of %s</meta>\n", book->date);
}

void
psg_epub_write_accessibility(GString *out, const PsgEpubBook *book)
{
    write_modes(out, &book->facts);
    write_features(out, book);
    write_hazards(out, &book->facts);
    write_summary(out, book);
    write_page_source(out, book);
}
