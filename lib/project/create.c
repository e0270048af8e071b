/* The first files of a new package, with comments that teach the form. */
#include <glib/gstdio.h>
#include <string.h>

#include "base/file.h"
#include "project/internal.h"
#include "text/language.h"

static const char people_text[] =
        "# Who takes part. What stands here under \"name\" is what readers see, and only if the "
        "person agreed:\n"
        "# \"credit: name\" prints the name, \"credit: group\" the group alone, \"credit: none\" "
        "nothing.\n"
        "# A name may be a pseudonym. Identities (who commits in git) are never published.\n"
        "people:\n"
        "#  - id: amina                                # stays the same, whatever the name "
        "becomes\n"
        "#    name: Amina K.\n"
        "#    group: parents\n"
        "#    credit: name\n"
        "#    roles: {guide: author}                   # author, editor, contributor, reviewer, "
        "translator, illustrator\n"
        "#    identities: [\"Amina <amina@example.org>\"]\n";

static const char glossary_text[] =
        "# Words that readers may not know. Each is explained where it first stands in a chapter.\n"
        "terms:\n"
        "  - term: co-production\n"
        "    meaning: People who use a service and people who provide it plan and decide together, "
        "as equals.\n"
        "#  - term: EHC plan\n"
        "#    short-for: Education, Health and Care plan\n"
        "#    also: [EHCP]                             # other spellings\n"
        "#    meaning: A plan for a child or young person who needs more support than is usually "
        "there.\n"
        "#    see: [co-production]                     # related terms\n";

static const char chapter_text[] =
        "# Welcome\n"
        "\n"
        "This is the first chapter. Write in plain words, in short paragraphs, as you would tell a "
        "friend.\n"
        "\n"
        "## How this guide is made\n"
        "\n"
        "It is made by co-production: everybody whom it concerns may change it, and every comment "
        "gets an answer.\n"
        "\n"
        "> [!TIP]\n"
        "> A list is easier to read than a long sentence.\n"
        "\n"
        "- Add a chapter by writing a new file and naming it in `plainsong.yaml`.\n"
        "- Build the site and the EPUB with `plainsong build`.\n";

/* The text in double quotes, as YAML reads it. */
static char *
quote(const char *text)
{
    GString *quoted = g_string_new("\"");
    for (const char *at = text; *at; at++) {
        if (*at == '"' || *at == '\\')
            g_string_append_c(quoted, '\\');
        g_string_append_c(quoted, (guchar)*at < 0x20 || *at == 0x7f ? ' ' : *at);
    }
    g_string_append_c(quoted, '"');
    return g_string_free(quoted, FALSE);
}

static char *
make_manifest(const char *title, const char *language)
{
    g_autofree char *quoted = quote(title);
    g_autofree char *uuid = g_uuid_string_random();
    return g_strdup_printf(
            "# What this package is. A key that Plainsong does not know is an error, so that no "
            "slip goes unseen.\n"
            "plainsong: 1\n"
            "title: %s\n"
            "id: urn:uuid:%s    # made for this package; never change it\n"
            "language: %s\n"
            "#publisher: Who answers for it\n"
            "#rights: Who may do what with it\n"
            "#url: https://example.org/guide/                        # where it is published\n"
            "#get-involved: {email: hello@example.org, text: Tell us what we missed.}\n"
            "\n"
            "# The groups whose voices count the same.\n"
            "groups:\n"
            "  parents: Parents and carers\n"
            "  young-people: Young people\n"
            "  education: Nurseries, schools and colleges\n"
            "  health: Health services\n"
            "\n"
            "documents:\n"
            "  - id: guide                 # part of its address; never change it once it is "
            "published\n"
            "    title: %s\n"
            "    chapters:                 # in this order; the name of a folder takes all that is "
            "in it\n"
            "      - guide/welcome.md\n"
            "#    summary: What it is about, in a sentence.\n"
            "#    review-by: 2027-09\n"
            "#    quorum: {parents: 2, education: 1}      # the sign-offs that a version needs\n"
            "\n"
            "people: people.yaml\n"
            "glossary: glossary.yaml\n"
            "\n"
            "# The PDFs: one for paper, one for people with low vision.\n"
            "#print: {paper: A4, size: 12, margins: 25mm}\n"
            "#large-print: {size: 18}\n",
            quoted, uuid, language, quoted);
}

/* Nothing is written when one of the files is there already, even as a link to nowhere. */
static gboolean
check_free(const char *folder, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    GStatBuf status;
    if (g_lstat(path, &status) != 0)
        return TRUE;
    g_set_error(error, PSG_PROJECT_ERROR, PSG_PROJECT_ERROR_SYNTAX,
            "%s: this file is there already and is left as it is, so nothing was written; name an "
            "empty folder",
            path);
    return FALSE;
}

gboolean
psg_package_create(const char *folder, const char *title, const char *language, GPtrArray **created,
        GError **error)
{
    if (language && !psg_language_is_valid(language)) {
        g_set_error(error, PSG_PROJECT_ERROR, PSG_PROJECT_ERROR_SYNTAX,
                "\"%s\" is not a language tag; write for instance en-GB, pl or ur", language);
        return FALSE;
    }
    if (title && (!g_utf8_validate(title, -1, NULL) || strspn(title, " \t\n") == strlen(title))) {
        g_set_error(error, PSG_PROJECT_ERROR, PSG_PROJECT_ERROR_SYNTAX,
                "the title must be a text in UTF-8, not empty");
        return FALSE;
    }
    g_autofree char *manifest =
            make_manifest(title ? title : "Our guide", language ? language : "en-GB");
    const struct {
        const char *name, *text;
    } files[] = {{PSG_PACKAGE_FILE, manifest}, {"people.yaml", people_text},
            {"glossary.yaml", glossary_text}, {"guide/welcome.md", chapter_text}};
    for (guint i = 0; i < G_N_ELEMENTS(files); i++)
        if (!check_free(folder, files[i].name, error))
            return FALSE;
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(folder, files[i].name, NULL);
        if (!psg_file_write(path, files[i].text, strlen(files[i].text), error))
            return FALSE;
        g_ptr_array_add(names, g_strdup(files[i].name));
    }
    /* What a build makes is no part of the text. */
    if (check_free(folder, ".gitignore", NULL)) {
        g_autofree char *path = g_build_filename(folder, ".gitignore", NULL);
        if (!psg_file_write(path, "/public/\n", strlen("/public/\n"), error))
            return FALSE;
        g_ptr_array_add(names, g_strdup(".gitignore"));
    }
    if (created)
        *created = g_steal_pointer(&names);
    return TRUE;
}
