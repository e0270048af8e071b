/* The few words that print adds to a text, in the languages that lib/text has words in. */
#include <string.h>

#include "publish/print/flow/internal.h"

static const struct {
    const char *language;
    const char *words[PSG_FLOW_WORD_COUNT];
} languages[] = {
        {"en", {"page %s", "Chapter %s", "Web addresses in this chapter", "To do", "Done",
                       "Picture without a description"}},
        {"pl", {"strona %s", "Rozdział %s", "Adresy internetowe w tym rozdziale", "Do zrobienia",
                       "Zrobione", "Obraz bez opisu"}},
        {"ur", {"صفحہ %s", "باب %s", "اس باب کے ویب پتے", "کرنا باقی ہے", "ہو گیا",
                       "بغیر تفصیل کی تصویر"}},
        {"ar", {"صفحة %s", "الفصل %s", "عناوين الويب في هذا الفصل", "مطلوب", "تم", "صورة بلا وصف"}},
        {"bn", {"পৃষ্ঠা %s", "অধ্যায় %s", "এই অধ্যায়ের ওয়েব ঠিকানা", "করতে হবে", "হয়ে গেছে",
                       "বিবরণহীন ছবি"}},
        {"so", {"bogga %s", "Cutubka %s", "Cinwaannada webka ee cutubkan", "La qabanayo",
                       "La qabtay", "Sawir aan sharraxaad lahayn"}},
        {"zh", {"第%s页", "第%s章", "本章网址", "待办", "已完成", "没有说明的图片"}},
        {"zh-Hant", {"第%s頁", "第%s章", "本章網址", "待辦", "已完成", "沒有說明的圖片"}},
        {"cy", {"tudalen %s", "Pennod %s", "Cyfeiriadau gwe yn y bennod hon", "I’w wneud",
                       "Wedi’i wneud", "Llun heb ddisgrifiad"}},
};

/* The entry that most of the tag's subtags agree with; the first where none does. */
static gsize
find_language(const char *tag)
{
    gsize best = 0, best_length = 0;
    for (gsize i = 0; tag && i < G_N_ELEMENTS(languages); i++) {
        gsize length = strlen(languages[i].language);
        if (length > best_length && g_ascii_strncasecmp(tag, languages[i].language, length) == 0 &&
                (!tag[length] || tag[length] == '-')) {
            best = i;
            best_length = length;
        }
    }
    return best;
}

const char *
psg_flow_get_word(const char *tag, PsgFlowWord word, const char **language)
{
    gsize index = find_language(tag);
    if (language)
        *language = languages[index].language;
    return languages[index].words[word];
}

void
psg_flow_get_quotes(const char *tag, const char **open, const char **close)
{
    static const struct {
        const char *languages, *open, *close;
    } marks[] = {
            {" pl ro hu ", "„", "”"},
            {" de cs sk bg is lt et sl ", "„", "“"},
            {" fr ar fa ru uk el pt es it no nb nn ", "«", "»"},
            {" zh-Hant ja ", "「", "」"},
            {" fi sv ", "”", "”"},
    };
    *open = "“";
    *close = "”";
    gsize length = strcspn(tag ? tag : "", "-");
    g_autofree char *first = g_strdup_printf(" %.*s ", (int)length, tag ? tag : "");
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++)
        if (strstr(marks[i].languages, first)) {
            *open = marks[i].open;
            *close = marks[i].close;
        }
}
