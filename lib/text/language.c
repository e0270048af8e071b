/* Language tags: form, direction and the engine's own few words. Specifications: RFC 5646 (BCP 47);
 * the scripts and the usual script of a language are those of Unicode's CLDR. */
#include "text/language.h"

#include <string.h>

#define TAG_LENGTH_LIMIT 255

/* One subtag of a tag; the text is the tag's own. */
typedef struct {
    const char *text;
    gsize length;
} Subtag;

/* Takes the next subtag off *at. FALSE at the end. */
static gboolean
next_subtag(const char **at, Subtag *subtag)
{
    if (!**at)
        return FALSE;
    subtag->text = *at;
    subtag->length = strcspn(*at, "-");
    *at += subtag->length;
    if (**at)
        (*at)++;
    return TRUE;
}

static gboolean
is_all(const Subtag *subtag, gboolean (*is_good)(char))
{
    for (gsize i = 0; i < subtag->length; i++)
        if (!is_good(subtag->text[i]))
            return FALSE;
    return subtag->length > 0;
}

static gboolean
is_letter(char character)
{
    return g_ascii_isalpha(character);
}

static gboolean
is_digit(char character)
{
    return g_ascii_isdigit(character);
}

static gboolean
is_alphanumeric(char character)
{
    return g_ascii_isalnum(character);
}

/* What may come next, in the order of the grammar. */
typedef enum {
    AFTER_LANGUAGE,
    AFTER_SCRIPT,
    AFTER_REGION,
    AFTER_VARIANT,
    IN_EXTENSION,
    IN_PRIVATE_USE
} Stage;

/* One step of `langtag`: the stage that follows when `subtag` comes at `stage`, or -1 when it may
 * not come there. */
static int
take_subtag(Stage stage, guint *extended, const Subtag *subtag)
{
    gsize length = subtag->length;
    gboolean is_word = is_all(subtag, is_letter);
    if (stage == IN_PRIVATE_USE)
        return IN_PRIVATE_USE;
    if (length == 1)
        return g_ascii_tolower(subtag->text[0]) == 'x' ? IN_PRIVATE_USE : IN_EXTENSION;
    if (stage == IN_EXTENSION)
        return IN_EXTENSION;
    if (stage == AFTER_LANGUAGE && is_word && length == 3 && *extended > 0) {
        (*extended)--;
        return AFTER_LANGUAGE;
    }
    if (stage == AFTER_LANGUAGE && is_word && length == 4)
        return AFTER_SCRIPT;
    if (stage <= AFTER_SCRIPT &&
            ((is_word && length == 2) || (length == 3 && is_all(subtag, is_digit))))
        return AFTER_REGION;
    if (length >= 5 || (length == 4 && g_ascii_isdigit(subtag->text[0])))
        return AFTER_VARIANT;
    return -1;
}

/* A variant or the letter of an extension may stand only once. */
static gboolean
has_repeat(const char *tag, const Subtag *subtag)
{
    Subtag other;
    for (const char *at = tag; next_subtag(&at, &other) && other.text < subtag->text;)
        if (other.length == subtag->length &&
                g_ascii_strncasecmp(other.text, subtag->text, other.length) == 0)
            return TRUE;
    return FALSE;
}

gboolean
psg_language_is_valid(const char *tag)
{
    gsize tag_length = strlen(tag);
    if (tag_length == 0 || tag_length > TAG_LENGTH_LIMIT || tag[tag_length - 1] == '-')
        return FALSE;
    const char *at = tag;
    Subtag subtag = {0};
    next_subtag(&at, &subtag);
    gboolean is_private = subtag.length == 1 && g_ascii_tolower(tag[0]) == 'x';
    /* The grammar has room for languages of four to eight letters, but none was ever registered:
     * what looks like one is a name such as "English". */
    if (!is_private && (subtag.length < 2 || subtag.length > 3 || !is_all(&subtag, is_letter)))
        return FALSE;
    Stage stage = is_private ? IN_PRIVATE_USE : AFTER_LANGUAGE;
    guint extended = 3;
    gboolean needs_more = is_private;
    while (next_subtag(&at, &subtag)) {
        if (subtag.length > 8 || !is_all(&subtag, is_alphanumeric))
            return FALSE;
        int next = take_subtag(stage, &extended, &subtag);
        gboolean is_singleton = stage != IN_PRIVATE_USE && subtag.length == 1;
        if (next < 0 || (is_singleton && needs_more))
            return FALSE;
        if ((is_singleton || next == AFTER_VARIANT) && has_repeat(tag, &subtag))
            return FALSE;
        needs_more = is_singleton;
        stage = (Stage)next;
    }
    return !needs_more;
}

/* TRUE when `subtag` is one of the words of `list`, which is written with a blank around each. */
static gboolean
is_listed(const char *list, const Subtag *subtag)
{
    if (subtag->length > 8)
        return FALSE;
    char word[12] = " ";
    for (gsize i = 0; i < subtag->length; i++)
        word[i + 1] = g_ascii_tolower(subtag->text[i]);
    word[subtag->length + 1] = ' ';
    return strstr(list, word) != NULL;
}

/* The scripts that ISO 15924 and Unicode call right-to-left. */
static const char right_to_left_scripts[] =
        " adlm arab aran armi avst chrs cprt elym garz hatr hebr hung khar lydi mand mani mend "
        "merc mero narb nbat nkoo "
        "nshu orkh ougr palm phli phlp phlv phnx prti rohg samr sarb sogd sogo syrc syre syrj syrn "
        "thaa todr yezi ";

/* The languages whose usual script is one of those. Some of them have another script in some
 * places; a script subtag says so, and the regions below do. */
static const char right_to_left_languages[] =
        " acm acq aeb ajp apc apd ar arc arq ars ary arz ayh ayl azb bal bej bft bgn bqi brh ckb "
        "cja dcc drw dv fa fas "
        "fia glk gju haz he heb hnd hno iw jad ji jpr jrb kby khw ks kxp lad lki lrc luz mnd mvy "
        "mzn nqo "
        "ota pal pes pga phl phr pnb prs ps pus rhg rmt sam scl sd sdh shu skr smp snd swb syc syr "
        "syr tmr trw ug uig ur urd "
        "yi yid yud ydd ";

/* Languages of that list, and others, that a region writes in another script than usual. */
static gboolean
is_usual_in(const Subtag *language, const Subtag *region, gboolean is_usual)
{
    static const struct {
        const char *language, *regions;
        gboolean is_right_to_left;
    } exceptions[] = {
            {"pa", " pk ", TRUE},
            {"ku", " ir iq lb ", TRUE},
            {"az", " ir iq ", TRUE},
            {"uz", " af ", TRUE},
            {"tk", " ir af ", TRUE},
            {"kk", " cn ir af mn ", TRUE},
            {"ky", " cn ", TRUE},
            {"tg", " pk ", TRUE},
            {"ha", " cm sd ", TRUE},
            {"ms", " cc ", TRUE},
            {"sd", " in ", FALSE},
            {"ug", " kz mn ", FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(exceptions); i++)
        if (strlen(exceptions[i].language) == language->length &&
                g_ascii_strncasecmp(exceptions[i].language, language->text, language->length) ==
                        0 &&
                is_listed(exceptions[i].regions, region))
            return exceptions[i].is_right_to_left;
    return is_usual;
}

gboolean
psg_language_is_right_to_left(const char *tag)
{
    Subtag language, subtag;
    const char *at = tag;
    if (!next_subtag(&at, &language))
        return FALSE;
    gboolean is_usual = is_listed(right_to_left_languages, &language);
    while (next_subtag(&at, &subtag) && subtag.length > 1) {
        /* "ar-aeb": the extended language is the one that is meant. */
        if (subtag.length == 3 && is_all(&subtag, is_letter))
            is_usual = is_usual || is_listed(right_to_left_languages, &subtag);
        else if (subtag.length == 4 && is_all(&subtag, is_letter))
            return is_listed(right_to_left_scripts, &subtag);
        else if (subtag.length == 2)
            return is_usual_in(&language, &subtag, is_usual);
    }
    return is_usual;
}

/* The engine's own words. Chinese is in simplified characters unless the tag says otherwise. */
typedef struct {
    const char *language;
    const char *words[PSG_WORD_COUNT];
} Vocabulary;

static const Vocabulary vocabularies[] = {
        {"en", {"Note", "Tip", "Important", "Warning", "Caution", "Notes",
                       "Back to the text at note", "Table"}},
        {"pl", {"Uwaga", "Wskazówka", "Ważne", "Ostrzeżenie", "Ostrożnie", "Przypisy",
                       "Wróć do tekstu przy przypisie", "Tabela"}},
        {"ur", {"نوٹ", "مشورہ", "اہم", "انتباہ", "احتیاط", "حواشی", "متن میں واپس جائیں، حاشیہ",
                       "جدول"}},
        {"ar", {"ملاحظة", "نصيحة", "مهم", "تحذير", "تنبيه", "الحواشي",
                       "العودة إلى النص عند الحاشية", "جدول"}},
        {"bn", {"দ্রষ্টব্য", "পরামর্শ", "গুরুত্বপূর্ণ", "সতর্কতা", "সাবধান", "টীকা", "লেখায় ফিরে যান, টীকা",
                       "সারণি"}},
        {"so", {"Ogow", "Talo", "Muhiim", "Digniin", "Taxaddar", "Qoraallo hoose",
                       "Ku noqo qoraalka, lambarka", "Shaxda"}},
        {"zh", {"注意", "提示", "重要", "警告", "小心", "注释", "返回正文，注释", "表"}},
        {"zh-Hant", {"注意", "提示", "重要", "警告", "小心", "註釋", "返回正文，註釋", "表"}},
        {"cy", {"Nodyn", "Awgrym", "Pwysig", "Rhybudd", "Gofal", "Nodiadau",
                       "Yn ôl i'r testun, nodyn", "Tabl"}},
};

/* TRUE for Chinese in traditional characters: by script, or by the places that use them. */
static gboolean
is_traditional_chinese(const char *tag)
{
    Subtag subtag = {0};
    const char *at = tag;
    next_subtag(&at, &subtag);
    while (next_subtag(&at, &subtag) && subtag.length > 1)
        if (subtag.length == 4)
            return is_listed(" hant ", &subtag);
        else if (subtag.length == 2)
            return is_listed(" tw hk mo ", &subtag);
    return FALSE;
}

gboolean
psg_language_is_english(const char *tag)
{
    return !g_ascii_strncasecmp(tag, "en", 2) && (!tag[2] || tag[2] == '-');
}

const char *
psg_language_get_word(const char *tag, PsgWord word, const char **language)
{
    Subtag first;
    const char *at = tag ? tag : "";
    const Vocabulary *found = &vocabularies[0];
    if (next_subtag(&at, &first))
        for (gsize i = 0; i < G_N_ELEMENTS(vocabularies); i++)
            if (first.length == 2 && strlen(vocabularies[i].language) == 2 &&
                    g_ascii_strncasecmp(vocabularies[i].language, first.text, 2) == 0)
                found = &vocabularies[i];
    if (strcmp(found->language, "zh") == 0 && is_traditional_chinese(tag))
        found++;
    if (language)
        *language = found->language;
    return found->words[word];
}
