/* A chapter on its way from Markdown to a PDF: any bytes must come out as a file, of the same bytes
 * however many threads make it. The package around it has a glossary, two pictures and another
 * chapter to lead to. */
#include <string.h>

#include "fuzz.h"
#include "package_folder.h"
#include "publish/print/print.h"
#include "publish/theme/theme_files.h"

/* Above this size the file is made once: two would take too long. */
#define TWICE_LIMIT 2048

static const char package_file[] = "plainsong: 1\n"
                                   "title: Tried\n"
                                   "id: urn:uuid:5f0c0a52-0000-5000-8000-000000000003\n"
                                   "language: en-GB\n"
                                   "publisher: Nobody\n"
                                   "groups: {parents: Parents}\n"
                                   "documents:\n"
                                   "  - {id: one, title: One, chapters: [a.md, b.md]}\n"
                                   "glossary: glossary.yaml\n";
static const char glossary_file[] =
        "terms:\n"
        "  - {term: EHC plan, short-for: A plan, also: [EHCP], meaning: \"*Words*.\"}\n";
static const char picture_file[] =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"400\" height=\"300\"><title>T</title>"
        "<path d=\"M0 0h9v9z\"/><text x=\"5\" y=\"9\">ab</text></svg>";
static const guint8 photograph_file[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13,
        'I', 'H', 'D', 'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0,
        13, 'I', 'D', 'A', 'T', 0x78, 0xda, 0x63, 0x64, 0xf8, 0xcf, 0x50, 0x0f, 0, 0x03, 0x86, 0x01,
        0x80, 0x5a, 0x34, 0x7d, 0x6b, 0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82};

static void
write_package(void)
{
    psg_fuzz_write_file("plainsong.yaml", package_file, strlen(package_file));
    psg_fuzz_write_file("glossary.yaml", glossary_file, strlen(glossary_file));
    psg_fuzz_write_file("b.md", "# B\n\n## There\n\nWords.\n", 22);
    psg_fuzz_write_file("p.svg", picture_file, strlen(picture_file));
    psg_fuzz_write_file("p.png", photograph_file, sizeof photograph_file);
}

static GBytes *
make_pdf(const PsgModelDocument *document, PsgThemeFiles *theme, PsgPrintForm form, guint threads)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgFindings) findings = psg_findings_new();
    const PsgPrintOptions options = {.theme = theme, .form = form, .threads = threads};
    g_autoptr(PsgPrint) print = psg_print_new(document, &options, findings, &error);
    if (!print)
        psg_fuzz_fail("not set: %s", error->message);
    GBytes *bytes = psg_print_write(print, findings, &error);
    if (!bytes)
        psg_fuzz_fail("not written: %s", error->message);
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    if (length < 5 || memcmp(data, "%PDF-", 5) != 0)
        psg_fuzz_fail("what was written is no PDF");
    psg_findings_finish(findings);
    return bytes;
}

static void
make_book(const PsgModel *model, PsgThemeFiles *theme, size_t size)
{
    /* The length chooses the form, so that every seed is a chapter as people write them. */
    PsgPrintForm form = (PsgPrintForm)(size % 3);
    const PsgModelDocument *document = g_ptr_array_index(model->documents, 0);
    g_autoptr(GBytes) first = make_pdf(document, theme, form, 1);
    if (size > TWICE_LIMIT)
        return;
    g_autoptr(GBytes) second = make_pdf(document, theme, form, 2);
    if (!g_bytes_equal(first, second))
        psg_fuzz_fail("two runs gave different files");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static gboolean written;
    if (!written)
        write_package();
    written = TRUE;
    psg_fuzz_write_file("a.md", data, size);
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgSnapshot) snapshot =
            psg_snapshot_new_worktree(NULL, psg_fuzz_folder(), NULL, &error);
    PsgPackage *package = snapshot ? psg_package_load(snapshot, NULL, &error) : NULL;
    g_autoptr(PsgModel) model = package ? psg_model_new(package, snapshot, 1, NULL, &error) : NULL;
    if (error && size > 1024 * 1024)
        return 0;
    g_autoptr(PsgThemeFiles) theme =
            model ? psg_theme_files_load(PSG_THEMES, "default", snapshot, &error) : NULL;
    if (!theme)
        psg_fuzz_fail("no model: %s", error->message);
    make_book(model, theme, size);
    return 0;
}
