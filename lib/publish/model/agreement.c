/* Who agreed to a version, as each of them chose to be named: the sign-offs of its tag told by what
 * people.yaml says now. The tag's ids are only ever used to find the people. See model.h. */
#include <string.h>

#include "project/identities.h"
#include "publish/model/internal.h"

/* Those who are shown by the same words. */
typedef struct {
    char *words;
    guint count;
} Voice;

static void
voice_clear(gpointer data)
{
    g_free(((Voice *)data)->words);
}

/* The words for "amina (parents)". One who is in people.yaml no more has taken the consent along.
 */
static char *
name_voice(const PsgPackage *package, const char *sign_off)
{
    const char *bracket = strstr(sign_off, " (");
    g_autofree char *id =
            bracket ? g_strndup(sign_off, (gsize)(bracket - sign_off)) : g_strdup(sign_off);
    const PsgContributor *person = psg_package_find_contributor(package, g_strstrip(id));
    return psg_contributor_format_voice(person, person ? person->group : NULL);
}

/* Takes the words. */
static void
add_voice(GArray *voices, GHashTable *places, char *words)
{
    guint place = GPOINTER_TO_UINT(g_hash_table_lookup(places, words));
    if (place > 0) {
        g_array_index(voices, Voice, place - 1).count++;
        g_free(words);
        return;
    }
    Voice voice = {words, 1};
    g_array_append_val(voices, voice);
    g_hash_table_insert(places, words, GUINT_TO_POINTER(voices->len));
}

char *
psg_model_tell_agreement(const PsgPackage *package, const PsgMessage *message)
{
    g_autoptr(GPtrArray) sign_offs = psg_message_list_trailers(message, "Sign-off");
    g_autoptr(GArray) voices = g_array_new(FALSE, FALSE, sizeof(Voice));
    g_autoptr(GHashTable) places = g_hash_table_new(g_str_hash, g_str_equal);
    g_array_set_clear_func(voices, voice_clear);
    for (guint i = 0; i < sign_offs->len; i++)
        add_voice(voices, places, name_voice(package, g_ptr_array_index(sign_offs, i)));
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < voices->len; i++) {
        const Voice *voice = &g_array_index(voices, Voice, i);
        g_string_append(text, i > 0 ? "; " : "");
        if (voice->count > 1 && strcmp(voice->words, PSG_UNNAMED) == 0)
            g_string_append_printf(text, "%u contributors", voice->count);
        else if (voice->count > 1)
            g_string_append_printf(text, "%s (%u people)", voice->words, voice->count);
        else
            g_string_append(text, voice->words);
    }
    return text->len > 0 ? g_strdup(text->str) : NULL;
}

char *
psg_model_tell_exception(const PsgMessage *message)
{
    g_autoptr(GPtrArray) reasons = psg_message_list_trailers(message, "Exception");
    return reasons->len > 0 ? g_utf8_make_valid(g_ptr_array_index(reasons, reasons->len - 1), -1)
                            : NULL;
}
