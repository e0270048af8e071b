/* Who took part, as they agreed to be shown. See chronicle.h. What git knows of a person is only
 * ever used to find them in people.yaml; a mail address never leaves this file. */
#include <string.h>

#include "base/display.h"
#include "changes/chronicle_internal.h"

#define UNKNOWN_PERSON "someone"
#define HIDDEN_ADDRESS "[address left out]"

/* What stands before an address's "@" (RFC 5322, 3.4.1, and the letters of RFC 6531). */
#define LOCAL_PART "[^\\s<>()\\[\\]\"',;:@]"

char *
psg_chronicle_hide_addresses(const char *text)
{
    static GRegex *pattern;
    static gsize is_ready;
    if (g_once_init_enter(&is_ready)) {
        pattern = g_regex_new("<[^\\s<>@]++@[^\\s<>@]++>|"
                              "(?<!" LOCAL_PART ")" LOCAL_PART "++@"
                              "(?:[\\p{L}\\p{N}-]++\\.)+\\p{L}[\\p{L}\\p{N}-]*+",
                G_REGEX_OPTIMIZE, 0, NULL);
        g_once_init_leave(&is_ready, 1);
    }
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    if (!strchr(valid, '@'))
        return g_steal_pointer(&valid);
    char *hidden = g_regex_replace_literal(pattern, valid, -1, 0, HIDDEN_ADDRESS, 0, NULL);
    return hidden ? hidden : g_strdup(HIDDEN_ADDRESS);
}

char *
psg_chronicle_hide_people(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GString) kept = g_string_new(NULL);
    for (char **line = lines; *line; line++) {
        const char *name = *line + strspn(*line, " \t*>-");
        gsize length = strspn(name, G_CSET_a_2_z G_CSET_A_2_Z "-");
        gboolean is_person = length > strlen("-by") && name[length] == ':' &&
                             g_ascii_strncasecmp(name + length - 3, "-by", 3) == 0;
        if (!is_person)
            g_string_append_printf(kept, "%s\n", *line);
    }
    return psg_chronicle_hide_addresses(g_strstrip(kept->str));
}

/* The name that the person agreed to. Consent is asked in people.yaml: where there is none, git's
 * name is all there is, unless somebody gave an address for a name. */
static char *
choose_name(const PsgChronicle *chronicle, const PsgHistoryPerson *person,
        const PsgContributor *contributor)
{
    if (contributor || chronicle->people->people_path)
        return psg_contributor_format_name(contributor);
    g_autofree char *name = g_strstrip(psg_display_make(person->name));
    return g_strdup(*name && !strchr(name, '@') ? name : UNKNOWN_PERSON);
}

void
psg_voice_free(PsgVoice *voice)
{
    if (!voice)
        return;
    g_free(voice->name);
    g_free(voice);
}

/* `names`: those of `voices`, kept up to date. */
static void
add_voices(const PsgChronicle *chronicle, guint commit, GPtrArray *voices, GHashTable *names)
{
    const GArray *people = psg_history_get_commit(chronicle->history, commit)->people;
    for (guint i = 0; i < people->len; i++) {
        const PsgHistoryPerson *person =
                psg_history_get_person(chronicle->history, g_array_index(people, guint, i));
        const PsgContributor *contributor =
                psg_identities_find(chronicle->identities, person->name, person->mail);
        g_autofree char *name = choose_name(chronicle, person, contributor);
        if (g_hash_table_contains(names, name))
            continue;
        PsgVoice *voice = g_new0(PsgVoice, 1);
        voice->contributor = contributor;
        voice->name = g_steal_pointer(&name);
        g_ptr_array_add(voices, voice);
        g_hash_table_add(names, voice->name);
    }
}

GPtrArray *
psg_chronicle_make_voices(const PsgChronicle *chronicle, const GArray *commits)
{
    GPtrArray *voices = g_ptr_array_new_with_free_func((GDestroyNotify)psg_voice_free);
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < commits->len; i++)
        add_voices(chronicle, g_array_index(commits, guint, i), voices, names);
    return voices;
}
